"""What every page of the console knows: who is logged in and where the work is."""


def shell(request) -> dict:
    return {}
