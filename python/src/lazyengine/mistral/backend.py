"""Importing this first has Mistral's libraries run on threads: they would choose Eventlet, and warn of it.

For programs of our own only: whoever imports Mistral into theirs has chosen already.
"""

import warnings

# Some of them import it nevertheless, if it is there, though they run on threads then.
warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")

from oslo_service.backend import BackendType, init_backend  # noqa: E402

init_backend(BackendType.THREADING)
