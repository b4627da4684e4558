import { type ArchivePosition, type ArchiveSection, archiveSections } from '../domain/archive.ts';
import type { User } from '../domain/user.ts';
import type { ArchiveStep } from './archive-step.ts';
import { archivedActivity, archivedActivityElsewhere } from './archived-activity.ts';
import { archivedBatches } from './archived-batches.ts';
import { archivedDocuments } from './archived-documents.ts';
import { archivedLedger, archivedPayments } from './archived-money.ts';
import { archivedPictures } from './archived-pictures.ts';
import { archivedProfile } from './archived-profile.ts';
import { archivedTemplates, archivedVersions } from './archived-templates.ts';

type Walk = (user: User, after: string | undefined, at: Date) => AsyncGenerator<ArchiveStep>;

const walks: Record<ArchiveSection, Walk> = {
  profile: (user, _, at) => archivedProfile(user, at),
  templates: archivedTemplates,
  'template-versions': archivedVersions,
  pictures: archivedPictures,
  batches: archivedBatches,
  documents: archivedDocuments,
  payments: archivedPayments,
  ledger: archivedLedger,
  activity: archivedActivity,
  'activity-elsewhere': archivedActivityElsewhere,
};

/** A step, and where a part begins that holds all behind it; undefined behind the last section. */
export interface PlacedStep extends Pick<ArchiveStep, 'files' | 'lines'> {
  next: ArchivePosition | undefined;
}

/** Everything about a user from a position on, thing by thing. */
export async function* archiveSteps(user: User, from: ArchivePosition, at: Date): AsyncGenerator<PlacedStep> {
  const first = archiveSections.indexOf(from.section);
  for (const [index, section] of archiveSections.entries()) {
    if (index < first) continue;
    const following = archiveSections[index + 1];
    for await (const { files, lines, after } of walks[section](
      user,
      index === first ? from.after : undefined,
      at,
    ))
      yield {
        files,
        lines,
        next: after === undefined ? following && { section: following } : { section, after },
      };
  }
}
