// Software bills of material in CycloneDX's JSON.

/** `components` have a name, a version and a purl, perhaps licences. */
export function cycloneDx({ name, version, purl, components, time }) {
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.5.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    version: 1,
    metadata: {
      timestamp: new Date(time * 1000).toISOString(),
      component: { type: "library", "bom-ref": purl, name, version, purl, licenses: licensesOf("Apache-2.0") },
    },
    components: components
      .map((component) => ({ type: "library", "bom-ref": component.purl, ...component }))
      .sort((a, b) => (a.purl < b.purl ? -1 : 1)),
  };
}

/** One SPDX identifier, or an expression of several. */
export function licensesOf(license) {
  if (!license) return undefined;
  const expression = license.replace(/^\((.*)\)$/, "$1");
  return / (AND|OR|WITH) /.test(expression) ? [{ expression }] : [{ license: { id: expression } }];
}

export const npmPurl = (name, version) => `pkg:npm/${name.replace(/^@/, "%40")}@${version}`;
