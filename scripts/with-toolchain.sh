# Sourced: `with_toolchain SCRIPT ARG…` runs a step that may lack its toolchain, which it says by exiting with 3. Then the
# step is left out, loudly; with REQUIRE_ALL=1 that is a failure.
with_toolchain() {
  local status=0
  "$@" || status=$?
  if [ "$status" -eq 3 ] && [ "${REQUIRE_ALL:-}" != 1 ]; then
    echo "########## SKIPPED: $* (its toolchain is missing; REQUIRE_ALL=1 makes this a failure)" >&2
    return 0
  fi
  return "$status"
}
