// Prints what one of Microsoft's schemas has against a document, as JSON. Arguments: folder of node_modules, document,
// version and file of the schema.
const fs = require("node:fs");
const path = require("node:path");
const [folder, file, version, name] = process.argv.slice(2);
const load = (name) => require(path.join(folder, "node_modules", name));
const document = JSON.parse(fs.readFileSync(file, "utf8"));
const schemas = path.join(folder, "node_modules", "@microsoft/app-manifest/build/json-schemas/teams");
const schema = JSON.parse(fs.readFileSync(path.join(schemas, `v${version}`, name), "utf8"));
const Ajv = load(schema.$schema.includes("draft-04") ? "ajv-draft-04" : "ajv").default;
const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
load("ajv-formats").default(ajv);
const validate = ajv.compile(schema);
validate(document);
console.log(JSON.stringify((validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`)));
