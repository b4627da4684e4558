import type { UserPool, UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Job, StreamJob } from '../shared/contract/job.ts';
import type { Need, NeedVariable } from '../shared/contract/needs.ts';
import { keyUsePrefix, table as tableShape, usagePrefix } from '../shared/data/table.ts';
import type { MailSender } from './constructs/mail-sender.ts';
import type { SignIn } from './constructs/sign-in.ts';
import type { PaymentVariables } from './payment-variables.ts';
import type { SellerSettings } from './seller-settings.ts';

/** What outlives every deployment, and what functions may need. */
export interface Resources {
  table: Table;
  uploads: Bucket;
  artefacts: Bucket;
  /** Holds where trails stood, locked. */
  anchors: Bucket;
  /** Encrypts the buckets. */
  key: Key;
  queues: Record<string, { queue: Queue; deadLetters: Queue }>;
  /** Of jobs that follow the table's stream. */
  lostRecords: Record<string, Queue>;
  userPool: UserPool;
  userPoolClient: UserPoolClient;
  /** Logging in through providers. */
  signIn: SignIn;
  /** Asking the payment provider, and knowing its webhooks. */
  payments: PaymentVariables;
  cursorKey: Secret;
  /** Signs the links of documents in lists of a batch. */
  linkKey: Secret;
  /** Seals what a client keeps between password and second factor, and marks refresh tokens as ours. */
  challengeKey: Secret;
  /** Seals the answers that are kept for whoever repeats a request. */
  answerKey: Secret;
  /** Seals what charges the cards of customers. */
  cardKey: Secret;
  mail: MailSender;
  /** What the free plan includes in a month, see `Settings`. */
  freeDocuments: string;
  /** Whom receipts and statements name. */
  seller: SellerSettings;
}

interface Grant {
  statements: {
    actions: string[];
    resources: string[];
    conditions?: Record<string, Record<string, string[]>>;
  }[];
  environment: Partial<Record<NeedVariable, string>>;
}

const tableReads = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];
/** A transaction asks for the actions of its parts. There is no Scan anywhere. */
const tableWrites = [
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
  'dynamodb:ConditionCheckItem',
];

/**
 * Every need: the exact actions on the exact resource, and the variable that names it. Nothing else in this
 * project writes a permission for a function.
 */
const grants: Record<Need, (resources: Resources) => Grant> = {
  'table:read': ({ table }) => ({
    statements: [{ actions: tableReads, resources: [table.tableArn, `${table.tableArn}/index/*`] }],
    environment: { TABLE_NAME: table.tableName },
  }),
  'table:write': ({ table }) => ({
    statements: [{ actions: tableWrites, resources: [table.tableArn] }],
    environment: { TABLE_NAME: table.tableName },
  }),
  // Every route that takes API keys notes their use, also those that may write nothing else.
  'keys:note-use': ({ table }) => keyedGrant(table, ['dynamodb:UpdateItem'], keyUsePrefix),
  // Reaches the chains and nothing else of the table. Entries are put; the end of a chain is updated.
  'audit:append': ({ table }) =>
    keyedGrant(table, ['dynamodb:PutItem', 'dynamodb:UpdateItem'], tableShape.auditPrefix),
  // Every route counts its requests, also those that may write nothing else, and reads with it who is kept out.
  'limits:count': ({ table }) => {
    const { limitPrefix, guardPrefix, blockPrefix } = tableShape;
    const reads = keyedGrant(table, ['dynamodb:BatchGetItem'], limitPrefix, guardPrefix, blockPrefix);
    const counts = keyedGrant(table, ['dynamodb:UpdateItem'], limitPrefix);
    return { ...reads, statements: [...reads.statements, ...counts.statements] };
  },
  // Every route may meet abuse: it counts what failed, keeps somebody out, and tells of it; it changes no other's telling.
  'abuse:note': ({ table }) => {
    const { offencePrefix, blockPrefix, eventPrefix } = tableShape;
    const counts = keyedGrant(table, ['dynamodb:UpdateItem'], offencePrefix, blockPrefix);
    const tells = keyedGrant(table, ['dynamodb:PutItem'], blockPrefix, eventPrefix);
    return { ...counts, statements: [...counts.statements, ...tells.statements] };
  },
  // For what is shown to guests and counted: no other write.
  'usage:count': ({ table }) => keyedGrant(table, ['dynamodb:UpdateItem'], usagePrefix),
  'uploads:presign': ({ uploads, key }) => bucketGrant('UPLOADS_BUCKET', uploads, key, 'put'),
  'uploads:read': ({ uploads, key }) => {
    const grant = bucketGrant('UPLOADS_BUCKET', uploads, key, 'get');
    // Without it S3 answers 403 instead of 404 for an upload that is gone, and the two must not look alike.
    return {
      ...grant,
      statements: [...grant.statements, ...listGrant('UPLOADS_BUCKET', uploads).statements],
    };
  },
  'uploads:list': ({ uploads }) => listGrant('UPLOADS_BUCKET', uploads),
  'uploads:delete': ({ uploads, key }) => bucketGrant('UPLOADS_BUCKET', uploads, key, 'delete'),
  'artefacts:read': ({ artefacts, key }) => bucketGrant('ARTEFACTS_BUCKET', artefacts, key, 'get'),
  'artefacts:write': ({ artefacts, key }) => {
    const grant = bucketGrant('ARTEFACTS_BUCKET', artefacts, key, 'put');
    // Large files go in parts, which takes s3:PutObject too, and kms:Decrypt, which `artefacts:read` brings.
    const abort = { actions: ['s3:AbortMultipartUpload'], resources: [`${artefacts.bucketArn}/accounts/*`] };
    return { ...grant, statements: [...grant.statements, abort] };
  },
  // To find what lies in a folder that is to be removed.
  'artefacts:list': ({ artefacts }) => listGrant('ARTEFACTS_BUCKET', artefacts),
  'artefacts:delete': ({ artefacts, key }) => bucketGrant('ARTEFACTS_BUCKET', artefacts, key, 'delete'),
  // Adds and cannot change: what is stored is locked, and nobody here may lift a lock.
  'anchors:write': ({ anchors, key }) => ({
    statements: [
      { actions: ['s3:PutObject'], resources: [`${anchors.bucketArn}/anchors/*`] },
      { actions: ['kms:GenerateDataKey'], resources: [key.keyArn] },
    ],
    environment: { ANCHORS_BUCKET: anchors.bucketName },
  }),
  // All versions, because a delete marker hides an anchor from a list of objects. Keys say everything: nothing is read.
  'anchors:list': ({ anchors }) => ({
    statements: [{ actions: ['s3:ListBucketVersions'], resources: [anchors.bucketArn] }],
    environment: { ANCHORS_BUCKET: anchors.bucketName },
  }),
  'render:send': ({ queues }) => sendGrant('RENDER_QUEUE_URL', queues.render?.queue),
  'convert:send': ({ queues }) => sendGrant('CONVERT_QUEUE_URL', queues.convert?.queue),
  'preview:send': ({ queues }) => sendGrant('PREVIEW_QUEUE_URL', queues.preview?.queue),
  'check-batch:send': ({ queues }) => sendGrant('CHECK_BATCH_QUEUE_URL', queues['check-batch']?.queue),
  'render-rows:send': ({ queues }) => sendGrant('RENDER_ROWS_QUEUE_URL', queues['render-rows']?.queue),
  'convert-rows:send': ({ queues }) => sendGrant('CONVERT_ROWS_QUEUE_URL', queues['convert-rows']?.queue),
  'export:send': ({ queues }) => sendGrant('EXPORT_QUEUE_URL', queues.export?.queue),
  'archive:send': ({ queues }) => sendGrant('ARCHIVE_QUEUE_URL', queues.archive?.queue),
  'hear-payment:send': ({ queues }) => sendGrant('HEAR_PAYMENT_QUEUE_URL', queues['hear-payment']?.queue),
  'papers:send': ({ queues }) => sendGrant('PAPERS_QUEUE_URL', queues.papers?.queue),
  'mail:send': ({ queues }) => sendGrant('MAIL_QUEUE_URL', queues.mail?.queue),
  'mail:deliver': ({ mail }) => ({
    statements: [{ actions: ['ses:SendEmail'], resources: [mail.identityArn, mail.configurationSetArn] }],
    environment: { MAIL_FROM: mail.from },
  }),
  'cursors:sign': ({ cursorKey }) => ({
    statements: [],
    environment: { CURSOR_KEY: cursorKey.secretValue.unsafeUnwrap() },
  }),
  'links:sign': ({ linkKey }) => ({
    statements: [],
    environment: { LINK_KEY: linkKey.secretValue.unsafeUnwrap() },
  }),
  'prices:read': ({ freeDocuments }) => ({
    statements: [],
    environment: { FREE_DOCUMENTS: freeDocuments },
  }),
  'seller:name': ({ seller }) => ({
    statements: [],
    environment: {
      SELLER_NAME: seller.name ?? 'none',
      SELLER_ADDRESS: seller.address ?? 'none',
      SELLER_TAX_NUMBER: seller.taxNumber ?? 'none',
    },
  }),
  'challenges:seal': ({ challengeKey }) => ({
    statements: [],
    environment: { CHALLENGE_KEY: challengeKey.secretValue.unsafeUnwrap() },
  }),
  'answers:seal': ({ answerKey }) => ({
    statements: [],
    environment: { ANSWER_KEY: answerKey.secretValue.unsafeUnwrap() },
  }),
  'cards:seal': ({ cardKey }) => ({
    statements: [],
    environment: { CARD_KEY: cardKey.secretValue.unsafeUnwrap() },
  }),
  'tokens:verify': ({ userPool, userPoolClient }) => ({
    statements: [],
    environment: { USER_POOL_ID: userPool.userPoolId, USER_POOL_CLIENT_ID: userPoolClient.userPoolClientId },
  }),
  // Cognito asks no permission for what anybody may do with a client id: sign up, log in, refresh, revoke.
  'users:sign-up': ({ userPoolClient }) => clientGrant(userPoolClient),
  'users:sign-in': ({ userPoolClient }) => clientGrant(userPoolClient),
  'users:set-up': ({ userPool }) =>
    poolGrant(userPool, 'AdminSetUserPassword', 'AdminUpdateUserAttributes', 'AdminUserGlobalSignOut'),
  'users:end-sessions': ({ userPool }) => poolGrant(userPool, 'AdminGetUser', 'AdminUserGlobalSignOut'),
  'users:administer': ({ userPool }) =>
    poolGrant(
      userPool,
      'AdminDisableUser',
      'AdminEnableUser',
      'AdminRemoveUserFromGroup',
      'AdminUserGlobalSignOut',
    ),
  // Deletes whoever asked for a code at an address and never proved that it is theirs.
  'users:move': ({ userPool }) =>
    poolGrant(userPool, 'AdminGetUser', 'AdminUpdateUserAttributes', 'AdminDeleteUser'),
  'users:erase': ({ userPool }) => poolGrant(userPool, 'AdminDeleteUser'),
  'users:remove-authenticator': ({ userPool }) => poolGrant(userPool, 'AdminDeleteSoftwareToken'),
  'providers:list': ({ signIn }) => ({
    statements: [],
    environment: { SIGN_IN_PROVIDERS: signIn.providers },
  }),
  'providers:sign-in': ({ signIn, userPoolClient }) => ({
    statements: [],
    environment: {
      SIGN_IN_PROVIDERS: signIn.providers,
      SIGN_IN_PAGES: signIn.pages,
      USER_POOL_CLIENT_ID: userPoolClient.userPoolClientId,
    },
  }),
  'payments:ask': ({ payments }) => ({
    statements: [],
    environment: {
      FLUTTERWAVE_URL: payments.url,
      FLUTTERWAVE_MODE: payments.mode,
      FLUTTERWAVE_SECRET_KEY: payments.secretKey,
    },
  }),
  'payments:hear': ({ payments }) => ({
    statements: [],
    environment: {
      FLUTTERWAVE_SECRET_HASH: payments.secretHash,
      FLUTTERWAVE_PREVIOUS_HASH: payments.previousHash,
    },
  }),
};

const poolGrant = (pool: UserPool, ...operations: string[]): Grant => ({
  statements: [{ actions: operations.map((each) => `cognito-idp:${each}`), resources: [pool.userPoolArn] }],
  environment: { USER_POOL_ID: pool.userPoolId },
});

/** Only items whose keys begin so: the rest of the table is out of reach. */
const keyedGrant = (table: Table, actions: string[], ...prefixes: string[]): Grant => ({
  statements: [
    {
      actions,
      resources: [table.tableArn],
      conditions: {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': prefixes.map((prefix) => `${prefix}*`) },
      },
    },
  ],
  environment: { TABLE_NAME: table.tableName },
});

const clientGrant = (client: UserPoolClient): Grant => ({
  statements: [],
  environment: { USER_POOL_CLIENT_ID: client.userPoolClientId },
});

const listGrant = (variable: 'UPLOADS_BUCKET' | 'ARTEFACTS_BUCKET', bucket: Bucket): Grant => ({
  statements: [{ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }],
  environment: { [variable]: bucket.bucketName },
});

function bucketGrant(
  variable: 'UPLOADS_BUCKET' | 'ARTEFACTS_BUCKET',
  bucket: Bucket,
  key: Key,
  verb: 'get' | 'put' | 'delete',
): Grant {
  const objects = [`${bucket.bucketArn}/accounts/*`];
  const statements = {
    get: [
      { actions: ['s3:GetObject'], resources: objects },
      { actions: ['kms:Decrypt'], resources: [key.keyArn] },
    ],
    put: [
      { actions: ['s3:PutObject'], resources: objects },
      { actions: ['kms:GenerateDataKey'], resources: [key.keyArn] },
    ],
    delete: [{ actions: ['s3:DeleteObject'], resources: objects }],
  };
  return { statements: statements[verb], environment: { [variable]: bucket.bucketName } };
}

function sendGrant(variable: NeedVariable, queue: Queue | undefined): Grant {
  if (!queue) throw new Error(`no queue for ${variable}: is its job declared?`);
  return {
    statements: [{ actions: ['sqs:SendMessage'], resources: [queue.queueArn] }],
    environment: { [variable]: queue.queueUrl },
  };
}

/** Permissions and variables of several needs together. */
export function grantFor(
  needs: readonly Need[],
  resources: Resources,
): { statements: PolicyStatement[]; environment: Record<string, string> } {
  const all = needs.map((need) => grants[need](resources));
  return {
    statements: all
      .flatMap(({ statements }) => statements)
      .map((statement) => new PolicyStatement(statement)),
    environment: Object.assign({}, ...all.map(({ environment }) => environment)),
  };
}

/** What Lambda itself needs to read a queue on a function's behalf. */
const consumeStatement = (queue: Queue): PolicyStatement =>
  new PolicyStatement({
    actions: [
      'sqs:ReceiveMessage',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:ChangeMessageVisibility',
    ],
    resources: [queue.queueArn],
  });

/** What Lambda itself needs to bring a job whatever starts it; nothing where a clock does. */
export function sourceStatements(job: Job, resources: Resources): PolicyStatement[] {
  if (job.kind === 'stream') {
    const { streamArn, lost } = streamOf(job, resources);
    return [
      new PolicyStatement({ actions: streamReads, resources: [streamArn] }),
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [lost.queueArn] }),
    ];
  }
  const queue = queueOf(job, resources.queues);
  return queue ? [consumeStatement(queue)] : [];
}

const streamReads = [
  'dynamodb:DescribeStream',
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
  'dynamodb:ListStreams',
];

/** The stream that a job follows, and where it is said what of it was given up. */
export function streamOf(
  { lost: name }: StreamJob,
  { table, lostRecords }: Resources,
): { streamArn: string; lost: Queue } {
  const lost = lostRecords[name];
  if (!table.tableStreamArn || !lost) throw new Error(`no stream, or no queue ${name}`);
  return { streamArn: table.tableStreamArn, lost };
}

/** The queue that starts a job, if one does. */
export function queueOf(job: Job, queues: Resources['queues']): Queue | undefined {
  if (job.kind === 'queue') return queues[job.queue]?.queue;
  return job.kind === 'dead-letter' ? queues[job.of.queue]?.deadLetters : undefined;
}
