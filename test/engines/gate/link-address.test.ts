// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { expect, test } from 'vitest';
import { allowsAddress, climbsOut, leadsOutside } from '../../../shared/engines/docx/link-address.ts';

test.each([
  '',
  '  ',
  '#place',
  'http://a.example',
  ' https://a.example ',
  'HTTPS://a.example',
  'mailto:ada@example.com',
  'tel:080',
  '${link}',
  ' ${link}',
  '$%7blink%7D',
])('a link may go to “%s”', (address) => {
  expect(allowsAddress(address)).toBe(true);
});

test.each([
  'javascript:alert(1)',
  'file:///c:/a',
  'page.html',
  'x#place',
  'ahttp://a',
  'http',
  'javascript:${link}',
  '$link',
])('no link may go to “%s”', (address) => {
  expect(allowsAddress(address)).toBe(false);
});

test.each(['http://a', ' http://a', 'C:\\a', 'x+y.z-1:a', '\\\\server\\a', '//server/a', ' //server'])(
  'the target %s leads outside',
  (target) => {
    expect(leadsOutside(target)).toBe(true);
  },
);

test.each(['media/a.png', '/word/a.xml', 'a/b:c', '1:a', 'a//b', ':a'])(
  'the target %s stays inside',
  (target) => {
    expect(leadsOutside(target)).toBe(false);
  },
);

test.each([
  ['word/document.xml', '../../a'],
  ['word/document.xml', '..\\..\\a'],
  ['word/document.xml', '%2e%2e/%2E%2E/a'],
  ['word/document.xml', './../../a'],
  ['word/document.xml', '../..//a'],
  ['word/document.xml', 'a/../../../b'],
  ['word/document.xml', '..//../a'],
  ['word/document.xml', '.././../a'],
  ['word/document.xml', '/../a'],
  ['', '../a'],
])('from “%s” the target %s climbs out', (source, target) => {
  expect(climbsOut(source, target)).toBe(true);
});

test.each([
  ['word/document.xml', 'a'],
  ['word/document.xml', '../a'],
  ['word/document.xml', '/a/../b'],
  ['word/document.xml', 'a/../../b'],
  ['word/document.xml', 'a?../../..'],
  ['word/document.xml', 'a#../../..'],
  ['word/document.xml', '100%/a'],
  ['word/b/c.xml', '../../a'],
  ['', 'a/..'],
])('from “%s” the target %s stays inside', (source, target) => {
  expect(climbsOut(source, target)).toBe(false);
});
