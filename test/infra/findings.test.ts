import { rmSync } from 'node:fs';
import { Stack, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { afterAll, expect, test } from 'vitest';
import * as z from 'zod';
import { buildWithoutCode, testApp } from '../support/stage.ts';

const { app, folder } = testApp();
buildWithoutCode(app, folder);

afterAll(() => rmSync(folder, { recursive: true }));

const findings = () =>
  new AwsSolutionsChecks(app)
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources = [] }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
    );

test('cdk-nag finds nothing that is not acknowledged', () => {
  expect(findings()).toEqual([]);
});

test('cdk-nag would find a bucket that somebody added carelessly', () => {
  const careless = new Bucket(new Stack(app, 'Careless'), 'Open');
  expect(findings()).toContain(`AwsSolutions-S10 at ${careless.node.path}/Resource`);
  app.node.tryRemoveChild('Careless');
});

test('every acknowledgement says why, in at least twenty characters', () => {
  const Reasons = z.record(z.string(), z.string());
  const acknowledged = app.node
    .findAll()
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries(Reasons.parse(data)));
  expect(acknowledged.length).toBeGreaterThan(5);
  for (const [finding, reason] of acknowledged) expect(reason.length, finding).toBeGreaterThanOrEqual(20);
});

test('no acknowledgement is a blank cheque: none names a rule of wildcards as a whole', () => {
  const ids = app.node
    .findAll()
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.keys(z.record(z.string(), z.string()).parse(data)));
  expect(ids.filter((id) => /IAM[45]$/.test(id))).toEqual([]);
});
