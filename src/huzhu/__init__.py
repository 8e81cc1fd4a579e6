"""Huzhu 互助: runs a trade union's employee mutual-aid programme."""
