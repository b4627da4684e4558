import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

/** Reads the cloud assembly that `cdk synth` wrote: all resources of all stacks, and what stacks export. */

export interface Resource {
  stack: string;
  logicalId: string;
  type: string;
  /** Where it stands in the CDK app, for messages: `MyTypist-local-Data/Table/Resource`. */
  path: string;
  /** As written in the template, intrinsics unresolved. */
  properties: Record<string, unknown>;
}

export interface Assembly {
  folder: string;
  resources: Resource[];
  /** Export name to the stack it comes from and its unresolved value. */
  exports: Map<string, { stack: string; value: unknown }>;
}

const Manifest = z.object({
  artifacts: z.record(
    z.string(),
    z.looseObject({
      type: z.string(),
      properties: z.looseObject({ templateFile: z.string().optional() }).optional(),
    }),
  ),
});

const Template = z.object({
  Resources: z.record(
    z.string(),
    z.looseObject({
      Type: z.string(),
      Properties: z.record(z.string(), z.unknown()).default({}),
      Condition: z.string().optional(),
      Metadata: z.looseObject({ 'aws:cdk:path': z.string().optional() }).optional(),
    }),
  ),
  Outputs: z
    .record(
      z.string(),
      z.looseObject({ Value: z.unknown(), Export: z.object({ Name: z.string() }).optional() }),
    )
    .default({}),
});

/** Resource types that only matter to CloudFormation or CDK. */
const bookkeeping = new Set(['AWS::CDK::Metadata']);

/** Throws for what no template of the product has and the local cloud would get wrong, naming where it stands. */
export async function readAssembly(folder: string): Promise<Assembly> {
  const manifest = Manifest.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')));
  const assembly: Assembly = { folder, resources: [], exports: new Map() };
  for (const [stack, artifact] of Object.entries(manifest.artifacts)) {
    const file = artifact.properties?.templateFile;
    if (artifact.type !== 'aws:cloudformation:stack' || !file) continue;
    const template = Template.parse(JSON.parse(await readFile(join(folder, file), 'utf8')));
    for (const [logicalId, resource] of Object.entries(template.Resources)) {
      if (bookkeeping.has(resource.Type)) continue;
      const path = resource.Metadata?.['aws:cdk:path'] ?? `${stack}/${logicalId}`;
      if (resource.Condition) throw new Error(`${path}: the local cloud does not know conditions`);
      assembly.resources.push({
        stack,
        logicalId,
        type: resource.Type,
        path,
        properties: resource.Properties,
      });
    }
    for (const output of Object.values(template.Outputs)) {
      if (output.Export) assembly.exports.set(output.Export.Name, { stack, value: output.Value });
    }
  }
  return assembly;
}
