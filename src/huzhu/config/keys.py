"""Where the keys lie: the environment, else files of mode 0600 under the data folder.

`HUZHU_MASTER_KEY` and `HUZHU_BLIND_KEY` are base64 of 32 bytes. Backups leave both out.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings

from huzhu.kernel.crypto import MasterKey
from huzhu.kernel.keyring import Keyring

KEY_FILES = ("master.key", "blind.key")


def load_keyring() -> Keyring:
    """Raises MasterKeyExposed or BadMasterKey, each saying which file and what to do."""
    home = Path(settings.HOME)
    master = MasterKey.load(os.environ.get("HUZHU_MASTER_KEY"), home / KEY_FILES[0])
    blind = MasterKey.load(os.environ.get("HUZHU_BLIND_KEY"), home / KEY_FILES[1])
    return Keyring({1: master.key}, 1, blind.key)
