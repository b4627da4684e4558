import { createHash } from 'node:crypto';
import { parseAnchorKey } from '../../shared/domain/audit-anchor.ts';
import type { ChainAnchor, ChainFault } from '../../shared/domain/audit-verifier.ts';
import { ExportReader } from '../../shared/domain/export-reader.ts';
import { CommandFailure } from './command-failure.ts';
import { linesOf } from './lines-of.ts';
import { print, report } from './output.ts';
import { oneLineJson, printable } from './printable.ts';
import { readArguments, wrongUsage } from './read-arguments.ts';
import { readJsonFile } from './read-file.ts';

/** `verify-audit FILE… [--anchors LIST.json] [--json]`. Resolves to 0 for a whole chain, 1 for one that is broken or cut short. */
export async function verifyAuditCommand(args: readonly string[]): Promise<number> {
  const { values: options, positionals: files } = readArguments('verify-audit', args, {
    anchors: { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  if (files.length === 0) throw wrongUsage('verify-audit', 'Name the exported trail');
  const reader = new ExportReader(
    (text) => createHash('sha256').update(text).digest('hex'),
    options.anchors === undefined ? undefined : readAnchors(options.anchors),
  );
  const fault = (await readFiles(reader, files)) ?? reader.finish();
  const { accountId, end, anchored, erased } = reader;
  const originsErased = erased && { count: erased.count, first: erased.first, last: erased.last };
  if (options.json)
    print(
      oneLineJson({
        verdict: fault ? 'broken' : 'whole',
        ...{ accountId, proved: end, anchored, originsErased, fault },
      }),
    );
  else if (fault) report(printable(`Entry ${fault.seq} is broken (${fault.code}): ${fault.message}`));
  else print(printable(wholeSentence(reader)));
  return fault ? 1 : 0;
}

/** Stops at the first fault. */
async function readFiles(reader: ExportReader, files: readonly string[]): Promise<ChainFault | undefined> {
  for (const file of files)
    for await (const line of linesOf(file)) {
      const fault = reader.take(line);
      if (fault) return fault;
    }
  return undefined;
}

const entries = (count: number): string =>
  `${count.toLocaleString('en')} ${count === 1 ? 'entry' : 'entries'}`;

function wholeSentence({ accountId, end, anchored, erased }: ExportReader): string {
  const kept = anchored
    ? `Up to entry ${anchored.seq} it agrees with anchors.`
    : 'There is no anchor to compare it with.';
  const gone = erased
    ? ` Addresses of ${entries(erased.count)}, from ${erased.first} to ${erased.last}, were erased, as the trail itself says.`
    : '';
  return `The trail of ${accountId} is whole: ${entries(end.seq)}. ${kept}${gone} It ends with ${end.hash}.`;
}

/**
 * Anchors as `aws s3api list-object-versions` lists them: whoever takes them from the bucket need not believe those of the
 * export. Of which account they are says each key.
 */
function readAnchors(file: string): (ChainAnchor & { accountId: string })[] {
  const list = readJsonFile(file);
  const versions =
    typeof list === 'object' && list !== null && 'Versions' in list ? list.Versions : undefined;
  if (!Array.isArray(versions))
    throw new CommandFailure(
      `${printable(file)} is not what "aws s3api list-object-versions" prints: it has no Versions.`,
    );
  return versions.flatMap((version: unknown) => {
    const key = typeof version === 'object' && version !== null && 'Key' in version ? version.Key : undefined;
    return parseAnchorKey(String(key)) ?? [];
  });
}
