import { refuseTable, type TablePlace } from '../../domain/table/table-refused.ts';

/** @throws TableRefused */
export function refuseLongCell(most: number, place: TablePlace = {}): never {
  const where =
    place.row === undefined ? 'A cell' : `The cell in row ${place.row}, column “${place.column ?? ''}”,`;
  const limit = most.toLocaleString('en');
  return refuseTable('cell-too-long', `${where} holds over ${limit} characters; shorten it.`, place);
}
