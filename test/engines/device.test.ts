import { describe, expect, test } from 'vitest';
import { longestUserAgent } from '../../shared/domain/client.ts';
import type { Device } from '../../shared/domain/login-session.ts';
import { deviceOf } from '../../shared/pipeline/device.ts';

const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.7444.48';
const webkit = 'AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0';

describe('a user agent is shown as what a person calls it', () => {
  test.each<[string, Device]>([
    [
      'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
      { kind: 'desktop', browser: 'Firefox 145', system: 'Linux' },
    ],
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Safari/537.36 Edg/142.0.3595.65`,
      { kind: 'desktop', browser: 'Microsoft Edge 142', system: 'Windows' },
    ],
    [
      `Mozilla/5.0 (Linux; Android 15; SM-S928B) ${chrome} Mobile Safari/537.36`,
      { kind: 'mobile', browser: 'Chrome 142', system: 'Android 15' },
    ],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${webkit} Mobile/15E148 Safari/604.1`,
      { kind: 'mobile', browser: 'Safari 26', system: 'iOS 18' },
    ],
    [
      `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webkit} Safari/605.1.15`,
      { kind: 'desktop', browser: 'Safari 26', system: 'macOS' },
    ],
    ['curl/8.5.0', { kind: 'program', browser: 'curl 8' }],
    ['python-requests/2.32.3', { kind: 'program', browser: 'python-requests 2' }],
    ['node', { kind: 'program', browser: 'node' }],
    ['Googlebot/2.1 (+http://www.google.com/bot.html)', { kind: 'program', browser: 'Googlebot 2' }],
    ['', { kind: 'unknown' }],
    ['Mozilla/5.0', { kind: 'unknown' }],
    ['<script>alert(1)</script>', { kind: 'unknown' }],
  ])('%s', (userAgent, device) => {
    expect(deviceOf(userAgent)).toEqual(device);
  });

  test('and takes no longer for one that was made to take long', () => {
    const makers = ['version 1_1_', 'Macintosh FxiOS', 'opt/1.1_', 'Android 1.1_', 'os x 10_1_', 'msie 1.'];
    const devices = makers.map((maker) => deviceOf(maker.repeat(200).slice(0, longestUserAgent)));
    expect(devices.every(({ kind }) => typeof kind === 'string')).toBe(true);
  });
});
