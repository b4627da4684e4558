/**
 * The signed policy of a browser's POST upload.
 * Rules: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
 */
import { createHmac } from 'node:crypto';
import * as z from 'zod';
import {
  parseAmzDate,
  parseCredentialScope,
  type SignatureVerdict,
  signaturesEqual,
  signingKey,
} from '../sigv4.ts';
import { S3Failure } from './failure.ts';
import type { PostForm } from './form-data.ts';

const bytes = z.union([z.number().int().nonnegative(), z.string().regex(/^\d+$/).transform(Number)]);
const condition = z.union([
  z.tuple([z.literal('content-length-range'), bytes, bytes]),
  z.tuple([z.enum(['eq', 'starts-with']), z.string().startsWith('$'), z.string()]),
  z.record(z.string(), z.string()),
]);
const policyDocument = z.object({ expiration: z.iso.datetime(), conditions: z.array(condition) });

type Condition = z.infer<typeof condition>;

/** Fields no condition has to cover. */
const UNCOVERED_FIELDS = new Set(['policy', 'x-amz-signature', 'file']);

/** Checks who signed a form's policy; the policy's content is `checkPolicy`'s business. */
export function verifyPolicySignature(
  fields: Record<string, string>,
  secretOf: (accessKeyId: string) => string | undefined,
): SignatureVerdict {
  const refuse = (status: number, code: string, message: string): SignatureVerdict => ({
    ok: false,
    status,
    code,
    message,
  });
  const policy = fields.policy;
  if (policy === undefined) return refuse(403, 'AccessDenied', 'Access Denied');
  const scope = parseCredentialScope(fields['x-amz-credential'] ?? '');
  const timestamp = fields['x-amz-date'] ?? '';
  if (
    fields['x-amz-algorithm'] !== 'AWS4-HMAC-SHA256' ||
    !scope ||
    Number.isNaN(parseAmzDate(timestamp)) ||
    !timestamp.startsWith(scope.date)
  ) {
    return refuse(
      400,
      'InvalidArgument',
      'The x-amz-algorithm, x-amz-credential and x-amz-date fields of the form are missing or malformed.',
    );
  }
  const secret = secretOf(scope.accessKeyId);
  if (secret === undefined) {
    return refuse(
      403,
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided does not exist in our records.',
    );
  }
  const expected = createHmac('sha256', signingKey(secret, scope)).update(policy).digest('hex');
  if (!signaturesEqual(expected, fields['x-amz-signature'] ?? '')) {
    return refuse(
      403,
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    );
  }
  const { accessKeyId, service, region } = scope;
  return { ok: true, caller: { accessKeyId, service, region, presigned: true } };
}

/**
 * Checks that a form keeps to its policy: not expired, every condition holds, no field goes uncovered.
 *
 * @param form with `${filename}` already replaced in its key
 * @throws S3Failure AccessDenied, EntityTooSmall, EntityTooLarge or InvalidPolicyDocument
 */
export function checkPolicy(form: PostForm, bucket: string, now: Date): void {
  const { expiration, conditions } = parsePolicy(form.fields.policy ?? '');
  if (Date.parse(expiration) <= now.getTime()) throw violation('Policy expired.');

  const values: Record<string, string> = { ...form.fields, bucket };
  const covered = new Set(UNCOVERED_FIELDS);
  for (const each of conditions) {
    for (const name of checkCondition(each, values, form.file.content.length)) covered.add(name);
  }
  const extra = Object.keys(form.fields).filter(
    (name) => !covered.has(name) && !name.startsWith('x-ignore-'),
  );
  if (extra.length > 0) throw violation(`Extra input fields: ${extra.join(', ')}`);
}

/** Returns the fields the condition covers. */
function checkCondition(each: Condition, values: Record<string, string>, size: number): string[] {
  if (!Array.isArray(each)) {
    return Object.entries(each).map(([field, expected]) => {
      const name = field.toLowerCase();
      if (values[name] !== expected) throw failedCondition(each);
      return name;
    });
  }
  if (each[0] === 'content-length-range') {
    const [, smallest, largest] = each;
    if (size < smallest) {
      throw new S3Failure(
        400,
        'EntityTooSmall',
        'Your proposed upload is smaller than the minimum allowed size',
      );
    }
    if (size > largest) {
      throw new S3Failure(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size');
    }
    return [];
  }
  const [operator, variable, expected] = each;
  const name = variable.slice(1).toLowerCase();
  const value = values[name];
  const holds =
    value !== undefined && (operator === 'eq' ? value === expected : startsWith(name, value, expected));
  if (!holds) throw failedCondition(each);
  return [name];
}

/** A content type may be a list, each of whose members must begin as asked. */
function startsWith(name: string, value: string, prefix: string): boolean {
  if (name !== 'content-type') return value.startsWith(prefix);
  return value.split(',').every((member) => member.trimStart().startsWith(prefix));
}

function parsePolicy(encoded: string): z.infer<typeof policyDocument> {
  try {
    return policyDocument.parse(JSON.parse(Buffer.from(encoded, 'base64').toString()));
  } catch {
    throw new S3Failure(400, 'InvalidPolicyDocument', 'Invalid Policy: Invalid JSON.');
  }
}

function failedCondition(each: Condition): S3Failure {
  return violation(`Policy Condition failed: ${JSON.stringify(each)}`);
}

function violation(detail: string): S3Failure {
  return new S3Failure(403, 'AccessDenied', `Invalid according to Policy: ${detail}`);
}
