"""What is handed in where the app is made, by platform? `app.py manifest` asks this, without any credential.

What is in it: `slack/manifest.py`, and for Teams `teams/manifest.py` and `teams/app_package.py`. A platform's part is
imported only when it is asked for.
"""

from __future__ import annotations

from pathlib import Path

from bot.runtime.cli_files import WrongUse
from bot.runtime.cli_manifest import Manifest, Wanted
from bot.text.catalog import LANGUAGES, words_for

UPLOAD_IT = """\
It has been checked by the rules that Microsoft publishes. Then, if that is not done yet:
1. Azure portal, your Azure Bot, “Configuration”, “Messaging endpoint”: {url}/api/messages
2. Azure portal, your Azure Bot, “Channels”: “Microsoft Teams”
3. For yourself: Teams, “Apps”, “Manage your apps”, “Upload an app”, “Upload a custom app”
   For everybody: https://admin.teams.microsoft.com, “Teams apps”, “Manage apps”, “Actions”, “Upload new app”
“app.py doctor” says what is missing before a first answer.
"""
PASTE_IT = (
    'Paste this at https://api.slack.com/apps: "Create New App", "From a manifest", a workspace, "YAML".'
)


def slack_manifest(wanted: Wanted) -> Manifest:
    """What Slack is told of the app. Raises WrongUse for a feature there is not."""
    from adapters.slack.manifest import Plan, manifest, yaml_of
    from adapters.slack.scopes import FEATURES

    unknown = [feature for feature in wanted.features if feature not in FEATURES]
    if unknown:
        raise WrongUse(f"--with: there is no feature {unknown[0]!r}; there are {' and '.join(FEATURES)}")
    plan = Plan(url=wanted.url, socket=wanted.socket, installs=wanted.installs, features=wanted.features)
    document = manifest(plan, words_for(wanted.language, "UTC"))
    return Manifest(document=document, text=yaml_of(document, PASTE_IT))


def teams_manifest(wanted: Wanted) -> Manifest:
    """What is uploaded to Teams. Raises WrongUse for a feature there is not."""
    from adapters.teams.app_package import make_package
    from adapters.teams.manifest import COLOR_ICON, OUTLINE_ICON, Plan

    unknown = [feature for feature in wanted.features if feature != "graph"]
    if unknown:
        raise WrongUse(f"--with: there is no feature {unknown[0]!r}; there is graph")
    plan = Plan(
        app_id=wanted.app_id,
        url=wanted.url,
        version=wanted.version,
        graph="graph" in wanted.features,
        languages=tuple(language for language in LANGUAGES if language != wanted.language),
    )
    folder = Path(__file__).parent / "teams"
    icons = {name: (folder / name).read_bytes() for name in (COLOR_ICON, OUTLINE_ICON)}
    made = make_package(plan, words_for, wanted.language, icons)
    if made.objections:
        said = "; ".join(f"{file}: {objection}" for file, objection in made.objections)
        raise WrongUse(f"Teams would not take this, so nothing is written: {said}")
    document = {"manifest": made.manifest, "translations": made.translations, "checked": list(made.checked)}
    return Manifest(document=document, text=UPLOAD_IT.format(url=wanted.url), package=made.body)


MANIFESTS = {"slack": slack_manifest, "teams": teams_manifest}
