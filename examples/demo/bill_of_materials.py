"""Joins what was found out about each package into a CycloneDX bill of materials and a table of licences."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timezone
from typing import Any
from urllib.parse import quote

_NAMESPACE = uuid.UUID("6f1d7c52-54a7-4c8e-9d5b-0b2a3c1f7e60")


def bill_of_materials(
    root: Mapping[str, str], measures: Iterable[Mapping[str, Any]], dependencies: Mapping[str, list[str]]
) -> dict[str, Any]:
    """CycloneDX 1.5 as JSON. The same packages with the same files give the same serial number."""
    packages = sorted(measures, key=lambda measure: measure["path"])
    digest = "".join(f"{package['path']} {package['sha256']}\n" for package in packages)
    root_ref = f"{root['name']}@{root['version']}"
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(_NAMESPACE, digest)}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.now(timezone.utc).isoformat(timespec="seconds"),
            "component": {"type": "application", "bom-ref": root_ref, **root},
        },
        "components": [_component(package) for package in packages],
        "dependencies": [
            {"ref": root_ref, "dependsOn": [package["path"] for package in packages]},
            *({"ref": path, "dependsOn": list(needed)} for path, needed in sorted(dependencies.items())),
        ],
    }


def licence_table(measures: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """How many packages are under each licence, the most frequent first."""
    counts = Counter(str(measure["license"]) for measure in measures)
    return [
        {"license": licence, "packages": count}
        for licence, count in sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    ]


def _component(package: Mapping[str, Any]) -> dict[str, Any]:
    scope, _, name = str(package["name"]).rpartition("/")
    purl_name = f"{quote(scope, safe='')}/{quote(name)}" if scope else quote(name)
    return {
        "type": "library",
        "bom-ref": package["path"],
        **({"group": scope} if scope else {}),
        "name": name,
        "version": package["version"],
        "purl": f"pkg:npm/{purl_name}@{quote(str(package['version']))}",
        **_licences(str(package["license"])),
        # Over the installed files, so it is no hash of the archive, which `hashes` would mean.
        "properties": [
            {"name": "installed:sha256", "value": package["sha256"]},
            {"name": "installed:files", "value": str(package["files"])},
            {"name": "installed:bytes", "value": str(package["bytes"])},
        ],
    }


def _licences(licence: str) -> dict[str, Any]:
    if licence == "UNKNOWN":
        return {}
    if re.search(r" (OR|AND|WITH) ", licence):
        return {"licenses": [{"expression": licence}]}
    key = "id" if re.fullmatch(r"[A-Za-z0-9.+-]+", licence) and licence != "UNLICENSED" else "name"
    return {"licenses": [{"license": {key: licence}}]}
