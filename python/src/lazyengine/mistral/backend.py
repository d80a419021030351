"""Importing this first has Mistral's libraries run on threads: they would choose Eventlet, and warn of it.

For programs of our own only: whoever imports Mistral into theirs has chosen already.
"""

from oslo_service.backend import BackendType, init_backend

init_backend(BackendType.THREADING)
