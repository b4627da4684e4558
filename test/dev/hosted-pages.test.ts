import { expect, test } from 'vitest';
import { hostedPagesHere } from '../../dev/cloud/hosted-pages.ts';

test('a function finds the hosted pages of the user pool on this machine, and everything else where it was', () => {
  const url = 'http://127.0.0.1:3000';
  const others = {
    PAGES_OF_A_PATH: 'https://mytypist-local.auth.eu-west-1.amazoncognito.com/oauth2/token',
    ELSEWHERE: 'https://app.example',
    NONE: 'none',
  };
  const variables = { SIGN_IN_PAGES: 'https://mytypist-local.auth.eu-west-1.amazoncognito.com', ...others };
  expect(hostedPagesHere(variables, url)).toEqual({ SIGN_IN_PAGES: url, ...others });
  expect(hostedPagesHere(variables, undefined)).toEqual(variables);
});
