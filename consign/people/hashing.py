"""What is kept of a PIN: PBKDF2-HMAC-SHA256 (RFC 8018), which browsers can compute too."""

import hashlib
import hmac

from consign.people.models import Membership

ROUNDS = 100_000


def fits(member: Membership, pin: str) -> bool:
    """Whether these digits are the person's PIN; never, while they have none."""
    if not member.pin_hash:
        return False
    return hmac.compare_digest(hash_of(pin, member.pin_salt), member.pin_hash)


def hash_of(pin: str, salt: str) -> str:
    """What is kept of a PIN, in hex, as the salt is."""
    return hashlib.pbkdf2_hmac("sha256", pin.encode(), bytes.fromhex(salt), ROUNDS).hex()
