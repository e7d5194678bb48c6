"""Reference data: closed lists of codes with French labels, each entry with its source and its dates.

``codes("publics")`` reads a list, ``check`` refuses what is not in it, ``label`` is what a page shows. The lists are
the files of ``data/``; territories are codes such as ``commune:59350`` (see ``territories``).
"""

from services.chassis.reference.lists import Entry, check, codes, label, names, nearest, reference_list
from services.chassis.reference.territories import apart, within

__all__ = ["Entry", "apart", "check", "codes", "label", "names", "nearest", "reference_list", "within"]
