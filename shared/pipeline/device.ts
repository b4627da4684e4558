import Bowser from 'bowser';
import type { Device, DeviceKind } from '../domain/login-session.ts';

/** Kinds as Bowser names them. */
const kinds: Record<string, DeviceKind> = {
  desktop: 'desktop',
  mobile: 'mobile',
  tablet: 'tablet',
  tv: 'tv',
  bot: 'program',
};

/** Systems whose browsers tell their true version; the others say the same for years. */
const tellsVersion = new Set(['Android', 'iOS']);

/** A program that is no browser calls itself by name and version: `curl/8.5.0`. */
const programName = /^(?!Mozilla\/)([A-Za-z][\w .-]{0,40})(?:\/(\d+))?/;

/** What a person makes of a user agent: "Firefox 145 on Android 15". */
export function deviceOf(userAgent: string): Device {
  if (userAgent === '') return { kind: 'unknown' };
  const { browser, os, platform } = Bowser.parse(userAgent);
  if (!browser.name) return programOf(userAgent);
  return {
    kind: kinds[platform.type ?? ''] ?? 'unknown',
    browser: named(browser.name, browser.version),
    ...(os.name ? { system: named(os.name, tellsVersion.has(os.name) ? os.version : undefined) } : {}),
  };
}

function programOf(userAgent: string): Device {
  const [, name, version] = programName.exec(userAgent) ?? [];
  return name ? { kind: 'program', browser: named(name.trim(), version) } : { kind: 'unknown' };
}

/** A name with the first number of a version. */
function named(name: string, version: string | undefined): string {
  const major = /^\d+/.exec(version ?? '')?.[0];
  return major === undefined ? name : `${name} ${major}`;
}
