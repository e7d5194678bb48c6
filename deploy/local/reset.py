"""`make reset`: forgets the state folder of this checkout, unless it is in use."""

import sys

from deploy.local.place import Place
from deploy.local.trouble import Trouble


def main() -> int:
    """0 when the folder is gone, 1 while a run holds it."""
    place = Place()
    try:
        gone = place.forget()
    except Trouble:
        print(f"Pépinière tourne dans {place.folder} : arrêtez-la d'abord par Ctrl-C, puis relancez « make reset ».")
        return 1
    print(f"{place.folder} est oublié." if gone else "Il n'y avait rien à oublier.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
