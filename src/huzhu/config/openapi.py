"""The API's document as text, for the golden file and for whoever generates a client."""

from __future__ import annotations

import json


def openapi_text() -> str:
    from huzhu.api.routes import api

    return json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), indent=1, ensure_ascii=False)
