"""files.*: an upload in three steps, and the pictures that blocks of messages may show then.

Source: https://docs.slack.dev/reference/methods/files.getUploadURLExternal, files.completeUploadExternal, files.delete
and https://docs.slack.dev/reference/block-kit/composition-objects/slack-file-object (November 2026).
"""

from __future__ import annotations

from aiohttp import web

from tests.slack.arguments import LIST, NUMBER, TEXT, needed
from tests.slack.method import Method
from tests.slack.workspace import Json, RefusedError, Upload, Workspace

ALT = 1_000
TITLE = 255
PICTURES = (".png", ".jpg", ".jpeg", ".gif")


def url(slack: Workspace, arguments: Json) -> Json:
    if arguments["length"] <= 0:
        raise RefusedError("missing_argument")
    if len(arguments.get("alt_txt", "")) > ALT:
        raise RefusedError("alt_txt_too_large")
    file = f"F{len(slack.files) + 1:09}"
    slack.files[file] = Upload(arguments["filename"], arguments["length"], arguments.get("alt_txt", ""))
    return {"upload_url": f"{slack.address}/upload/{file}", "file_id": file}


async def take_bytes(slack: Workspace, request: web.Request) -> web.Response:
    """The second step: as many bytes as were announced, without anybody's token."""
    found = slack.files.get(request.match_info["file"])
    content = await request.read()
    if "Authorization" in request.headers:
        slack.fault("upload: the token goes to Slack's methods only")
    if found is None or found.completed:
        return web.Response(status=404, text="no such upload")
    if len(content) != found.length:
        slack.fault(f"upload: {len(content)} bytes instead of {found.length}")
        return web.Response(status=400, text="another length")
    found.content = content
    return web.Response(text=f"OK - {len(content)}")


def complete(slack: Workspace, arguments: Json) -> Json:
    told: list[Json] = []
    for one in arguments["files"]:
        if set(one) - {"id", "title", "highlight_type"} or len(one.get("title", "")) > TITLE:
            raise RefusedError("invalid_arguments")
        found = slack.files.get(one["id"])
        if found is None or not found.content:
            raise RefusedError("file_not_found")
        found.completed = True
        told.append({"id": one["id"], "title": one.get("title", found.name)})
    if any(arguments.get(name) for name in ("channel_id", "channels", "initial_comment")):
        slack.fault("files.completeUploadExternal: this would be a post of its own")
    return {"files": told}


def delete(slack: Workspace, arguments: Json) -> Json:
    found = slack.files.get(arguments["file"])
    if found is None:
        raise RefusedError("file_not_found")
    if found.deleted:
        raise RefusedError("file_deleted")
    found.deleted = True
    return {}


def wrong_pictures(slack: Workspace, blocks: list[Json]) -> list[str]:
    """What Slack says of uploaded pictures it cannot show: not (yet) there, gone, or none."""
    return [
        f"[ERROR] invalid slack file [json-pointer:/blocks/{at}/slack_file]"
        for at, block in enumerate(blocks)
        if block["type"] == "image" and "slack_file" in block and not _shows(slack, block["slack_file"])
    ]


def _shows(slack: Workspace, named: Json) -> bool:
    if set(named) != {"id"}:
        return False
    found = slack.files.get(named["id"])
    if found is None or not found.completed or found.deleted or not found.name.endswith(PICTURES):
        return False
    found.asked += 1
    return found.asked > slack.not_ready_for


METHODS = {
    "files.getUploadURLExternal": Method(
        answer=url,
        arguments={
            "filename": needed(TEXT),
            "length": needed(NUMBER),
            "alt_txt": TEXT,
            "snippet_type": TEXT,
        },
        scopes=("files:write",),
        tier="4",
        json=True,
    ),
    "files.completeUploadExternal": Method(
        answer=complete,
        arguments={
            "files": needed(LIST),
            "channel_id": TEXT,
            "channels": TEXT,
            "thread_ts": TEXT,
            "initial_comment": TEXT,
            "blocks": LIST,
        },
        scopes=("files:write",),
        tier="4",
        json=True,
    ),
    "files.delete": Method(
        answer=delete, arguments={"file": needed(TEXT)}, scopes=("files:write",), tier="3", json=True
    ),
}
