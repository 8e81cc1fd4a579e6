"""People on the officers' screens: found, shown masked, unmasked on the record."""
