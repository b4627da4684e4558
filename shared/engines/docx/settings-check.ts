import { clip, type TemplateFault } from '../../domain/template-fault.ts';
import { readAttributes, scanXml } from './xml-scan.ts';

const SETTINGS = /wordprocessingml\.(?:web)?settings\+xml$|\/(?:web)?settings[^/]*\.xml$/i;
/** Settings that reach outside without a relationship: data sources of mail merge, pages made of other pages. */
const SUSPECT = /(?:^|:)(?:connectString|udl|frameset)$/;
const HINT = /connectString|udl|frameset/;

/** Whether a part holds settings, by its name (`word/settings.xml`) or content type. */
export const isSettings = (name: string, type: string): boolean =>
  SETTINGS.test(type) || SETTINGS.test(`/${name}`);

/** What in the settings of a document or its web page leads outside of it. @throws XmlDamage */
export function settingsFaults(xml: string): TemplateFault[] {
  const faults: TemplateFault[] = [];
  if (!HINT.test(xml)) return faults;
  scanXml(xml, {
    open(name, start, end) {
      if (faults.length > 0 || !SUSPECT.test(name)) return;
      if (name.endsWith('frameset')) faults.push(frames(name));
      else faults.push(...dataSource(xml.slice(start, end)));
    },
    close() {},
    text() {},
  });
  return faults;
}

function frames(around: string): TemplateFault {
  const message = 'The document is a page of frames that show other files. Save their text as one document.';
  return { code: 'imported-content', message, where: { around } };
}

function dataSource(tag: string): TemplateFault[] {
  const source = [...readAttributes(tag)].find(
    ([name, value]) => /(?:^|:)val$/.test(name) && value.trim() !== '',
  );
  return source ? [{ code: 'external-link', message: MAIL_MERGE, where: { around: clip(source[1]) } }] : [];
}

export const MAIL_MERGE =
  'The document is connected to a list for mail merge. In Word choose Mailings, Start Mail Merge, Normal Word Document, and save it.';
