// Prints what Microsoft's schema has against a manifest, as JSON. Arguments: folder of node_modules, manifest.
const fs = require("node:fs");
const path = require("node:path");
const [folder, file] = process.argv.slice(2);
const load = (name) => require(path.join(folder, "node_modules", name));
const manifest = JSON.parse(fs.readFileSync(file, "utf8"));
const schemas = path.join(folder, "node_modules", "@microsoft/app-manifest/build/json-schemas/teams");
const schema = JSON.parse(
  fs.readFileSync(path.join(schemas, `v${manifest.manifestVersion}`, "MicrosoftTeams.schema.json"), "utf8"),
);
const Ajv = load(schema.$schema.includes("draft-04") ? "ajv-draft-04" : "ajv").default;
const ajv = new Ajv({ allErrors: true, strict: false });
load("ajv-formats").default(ajv);
const validate = ajv.compile(schema);
validate(manifest);
console.log(JSON.stringify((validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`)));
