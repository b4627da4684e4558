/** The addresses that name vocabularies and kinds of relationships; a strict document has others than a usual one. */
export interface OfficeNames {
  /** Of the attributes that hold ids of relationships, and the beginning of the kinds of relationships. */
  relationships: string;
  word: string;
  wordDrawing: string;
  drawing: string;
  picture: string;
  /** Where a line starts, as an attribute and as an alignment. */
  startSide: 'left' | 'start';
}

const USUAL = 'http://schemas.openxmlformats.org';
const STRICT = 'http://purl.oclc.org/ooxml';

/** ECMA-376 part 4, what Word writes unless told otherwise. */
export const TRANSITIONAL: OfficeNames = {
  relationships: `${USUAL}/officeDocument/2006/relationships`,
  word: `${USUAL}/wordprocessingml/2006/main`,
  wordDrawing: `${USUAL}/drawingml/2006/wordprocessingDrawing`,
  drawing: `${USUAL}/drawingml/2006/main`,
  picture: `${USUAL}/drawingml/2006/picture`,
  startSide: 'left',
};

/** ECMA-376 part 1, “Strict Open XML Document”. */
export const STRICT_NAMES: OfficeNames = {
  relationships: `${STRICT}/officeDocument/relationships`,
  word: `${STRICT}/wordprocessingml/main`,
  wordDrawing: `${STRICT}/drawingml/wordprocessingDrawing`,
  drawing: `${STRICT}/drawingml/main`,
  picture: `${STRICT}/drawingml/picture`,
  startSide: 'start',
};
