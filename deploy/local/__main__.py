"""`python -m deploy.local` is `make run`."""

import sys

from deploy.local.run import main

sys.exit(main())
