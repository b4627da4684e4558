import type { FieldPart, TableCell } from '../../shared/domain/field.ts';

/** As much as is known of where something stands in a document. */
export interface Place {
  part?: FieldPart | undefined;
  paragraph?: number | undefined;
  cell?: TableCell | undefined;
}

/** Most places of one field that are listed. */
const MOST_PLACES = 5;

/** “body, paragraph 3”, “table 1, row 2, column 1”, “header, table 1, …”; empty when nothing is known. */
export function placeWords({ part, paragraph, cell }: Place): string {
  if (cell) {
    const inCell = `table ${cell.table}, row ${cell.row}, column ${cell.column}`;
    return part === undefined || part === 'body' ? inCell : `${part}, ${inCell}`;
  }
  if (part === undefined) return '';
  return paragraph === undefined ? part : `${part}, paragraph ${paragraph}`;
}

/** All places of a field, each once, in order. */
export function placesWords(places: readonly Place[]): string {
  const words = [...new Set(places.map(placeWords))].filter((word) => word !== '');
  const more = words.length - MOST_PLACES;
  return more > 0 ? `${words.slice(0, MOST_PLACES).join('; ')}; and ${more} more` : words.join('; ');
}
