"""The write side: growing the tree, appointing people, and putting applications into effect."""

from huzhu.organisations.actions.applying import (
    NewUnitPaper,
    add_unit_papers,
    begin_application,
    save_application,
    submit_application,
    withdraw_application,
)
from huzhu.organisations.actions.appointments import (
    appoint,
    bind_handler,
    open_handler_account,
)
from huzhu.organisations.actions.deciding import approve_application, return_application
from huzhu.organisations.actions.tree import (
    add_department,
    create_organisation,
    end_organisation,
    rename_organisation,
)

__all__ = [
    "NewUnitPaper",
    "add_department",
    "add_unit_papers",
    "appoint",
    "approve_application",
    "begin_application",
    "bind_handler",
    "create_organisation",
    "end_organisation",
    "open_handler_account",
    "rename_organisation",
    "return_application",
    "save_application",
    "submit_application",
    "withdraw_application",
]
