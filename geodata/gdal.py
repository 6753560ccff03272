"""GDAL as this product uses it: files that were asked for, and nothing that they point to."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from typing import Any

# Some of its drivers open what a file names: other files, addresses, databases, or whole chains of commands. GDAL goes
# by the content, so a .json could ask for them. They are left out as GDAL starts, which is on importing pyogrio.
POINTING_DRIVERS = (
    *(
        "OGR_VRT",
        "VRT",
        "GDALG",
        "HTTP",
        "WFS",
        "OAPIF",
        "OGCAPI",
        "CSW",
        "EEDA",
        "Carto",
        "AmigoCloud",
        "NGW",
    ),
    *("PLSCENES", "Elasticsearch", "ADBC", "GPSBabel", "STACIT", "STACTA", "MiraMonVector"),
)
os.environ["OGR_SKIP"] = ",".join(POINTING_DRIVERS)

import pyogrio as pyogrio  # noqa: E402, PLC0414 - see above; others have it from here

# A file of another kind may name an address too (of its coordinate system, its schema), which GDAL would ask; whoever
# uploads one must not make this computer ask anything. Nobody listens on the discard port, and waiting is cut short.
NO_NETWORK = {
    "GDAL_HTTP_PROXY": "http://127.0.0.1:9",
    "GDAL_HTTPS_PROXY": "http://127.0.0.1:9",
    "GDAL_HTTP_CONNECTTIMEOUT": "1",
    "GDAL_HTTP_TIMEOUT": "1",
    "GDAL_HTTP_MAX_RETRY": "0",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GML_DOWNLOAD_SCHEMA": "NO",
    "GML_SKIP_RESOLVE_ELEMS": "ALL",
}
pyogrio.set_gdal_config_options(NO_NETWORK)

_DAMAGE = ("corrupt", "truncated", "unexpected end", "failed", "error reading")


class DamagedFileError(Exception):
    """A file that broke whatever was to read it."""


def ask(question: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """Call a function that reads a file, turning its errors, and its warnings of damage, into one error.

    Raises
    ------
    DamagedFileError
    """
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            result = question(*arguments, **options)
    except Exception:
        # Damaged files break pyogrio, GDAL, GEOS, PROJ and Arrow each in their own way (even with a NameError), so
        # only catching everything keeps every traceback in.
        raise DamagedFileError from None
    said = " ".join(str(warning.message).lower() for warning in caught)
    if any(word in said for word in _DAMAGE):
        raise DamagedFileError
    return result
