"""The command line of jsonschema, which warns where it is imported."""

import sys

from jsonschema.cli import main

sys.exit(main())
