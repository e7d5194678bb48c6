"""Write plain JSON values as YAML, deterministic: contracts import nothing but pydantic, and YAML 1.2 contains JSON."""

import json
import re
from typing import Any

# What a YAML reader could take for something else than a word (yes, no, null, a number…) is quoted.
PLAIN = re.compile(r"^(?!(?:true|false|null|yes|no|on|off|y|n)$)[A-Za-z_$][A-Za-z0-9_.$-]*$", re.IGNORECASE)


def dump(value: Any) -> str:
    """The YAML document of a dict, list or scalar."""
    return "\n".join(_block(value, 0)) + "\n"


def _block(value: Any, depth: int) -> list[str]:
    pad = "  " * depth
    if isinstance(value, dict) and value:
        return [line for key, part in value.items() for line in _pair(f"{pad}{_key(key)}:", part, depth)]
    if isinstance(value, list) and value:
        return [line for part in value for line in _item(pad, part, depth)]
    return [pad + json.dumps(value, ensure_ascii=False)]


def _pair(start: str, part: Any, depth: int) -> list[str]:
    if isinstance(part, dict | list) and part:
        return [start, *_block(part, depth + 1)]
    return [f"{start} {json.dumps(part, ensure_ascii=False)}"]


def _item(pad: str, part: Any, depth: int) -> list[str]:
    first, *others = _block(part, depth + 1)
    return [f"{pad}- {first.lstrip()}", *others]


def _key(key: str) -> str:
    return key if PLAIN.fullmatch(key) else json.dumps(key, ensure_ascii=False)
