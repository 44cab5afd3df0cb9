"""How is what people wrote kept unreadable for whoever gets hold of the file?

The first key seals, every key opens, so a new key is put in front and the old one taken away once nothing
needs it. `tables/` says which columns are sealed.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.runtime.errors import ConfigError
from storage.columns import NOTHING

KEY_FILE = "secret.key"


class Keys:
    """Seals and opens text. Raises ConfigError when a value was sealed with a key that is not here."""

    def __init__(self, keys: list[bytes]) -> None:
        self._fernets = MultiFernet([Fernet(key) for key in keys])
        self._marking = [hashlib.sha256(b"turnabout e-mail" + key).digest() for key in keys]

    @classmethod
    def new(cls) -> Keys:
        """A key that nobody keeps: what it seals is gone with the process."""
        return cls([Fernet.generate_key()])

    @classmethod
    def from_settings(cls, secret_keys: str, home: Path, dialect: str) -> Keys:
        """The keys of SECRET_KEYS, comma separated; without any, SQLite gets a key file in `home`.

        `dialect` is "sqlite" or "postgresql". Any words can be a key. Raises ConfigError.
        """
        named = [name.strip() for name in secret_keys.split(",") if name.strip()]
        if named:
            return cls([_key(name) for name in named])
        if dialect != "sqlite":
            advice = "is required with PostgreSQL: set it to a long random text, the same for every copy"
            raise ConfigError([("SECRET_KEYS", advice)])
        return cls([_key_of_file(home / KEY_FILE)])

    def seal(self, text: str) -> str:
        return text if text in NOTHING else self._fernets.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        if sealed in NOTHING:
            return sealed
        try:
            return self._fernets.decrypt(sealed).decode()
        except InvalidToken as error:
            advice = (
                "none of these keys opens what is stored: add the key that was used before, after the first"
            )
            raise ConfigError([("SECRET_KEYS", advice)]) from error

    def marks(self, text: str) -> tuple[str, ...]:
        """What a text is found by without being readable, under each key; the first is the one to store. No
        text, no mark.
        """
        if not text:
            return ("",)
        folded = text.casefold().encode()
        return tuple(hmac.new(key, folded, hashlib.sha256).hexdigest() for key in self._marking)


def _key(name: str) -> bytes:
    """A real key as it is, any other words stretched to one; slow on purpose."""
    try:
        if len(base64.urlsafe_b64decode(name)) == 32:
            return name.encode()
    except (binascii.Error, ValueError):
        pass  # not a key but words
    stretched = hashlib.scrypt(name.encode(), salt=b"turnabout secret keys", n=2**14, r=8, p=1, dklen=32)
    return base64.urlsafe_b64encode(stretched)


def _key_of_file(path: Path) -> bytes:
    """The key in the file, made when there is none; readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    if not path.exists():
        draft.unlink(missing_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(Fernet.generate_key())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # whole or not at all, and never over the key of another start
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    key = path.read_bytes().strip()
    try:
        Fernet(key)
    except ValueError as error:
        advice = f"the key file {path} is damaged; put it back from a backup, or set SECRET_KEYS"
        raise ConfigError([("SECRET_KEYS", advice)]) from error
    return key
