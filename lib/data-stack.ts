import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnUserPoolGroup,
  Mfa,
  UserPool,
  type UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
import { AttributeType, BillingMode, ProjectionType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  CfnBucket,
  HttpMethods,
  type LifecycleRule,
  ObjectLockRetention,
} from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { allJobs } from '../shared/contract/all-routes.ts';
import { indexNames, table as tableShape } from '../shared/data/table.ts';
import { MailSender } from './constructs/mail-sender.ts';
import { QueueWithDeadLetters } from './constructs/queue-with-dead-letters.ts';
import { SignIn } from './constructs/sign-in.ts';
import { pascal } from './names.ts';
import { paymentVariables } from './payment-variables.ts';
import type { Resources } from './resources.ts';
import type { Settings } from './settings.ts';

/** Everything that must survive: table, buckets, queues, user pool, keys. */
export class DataStack extends Stack {
  readonly resources: Resources;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    const key = new Key(this, 'Key', {
      description: `MyTypist ${settings.stage}: encrypts uploads and artefacts`,
      enableKeyRotation: true,
    });
    const queues = this.queues();
    const uploads = this.bucket('Uploads', key, settings, [
      { expiration: Duration.days(1), noncurrentVersionExpiration: Duration.days(1) },
    ]);
    this.notify(uploads, queues);
    const userPool = this.userPool();
    const signIn = new SignIn(this, 'SignIn', userPool, settings);
    this.resources = {
      table: this.table(),
      key,
      queues,
      lostRecords: this.lostRecords(),
      uploads,
      artefacts: this.bucket('Artefacts', key, settings, [
        { noncurrentVersionExpiration: Duration.days(30) },
      ]),
      anchors: this.anchors(key, settings),
      userPool,
      userPoolClient: this.userPoolClient(userPool, signIn),
      signIn,
      payments: paymentVariables(settings.payments),
      cursorKey: new Secret(this, 'CursorKey', {
        description: 'Seals list cursors',
        generateSecretString: { passwordLength: 43, excludePunctuation: true },
      }),
      challengeKey: new Secret(this, 'ChallengeKey', {
        description: 'Seals what a client keeps between password and second factor, and marks refresh tokens',
        generateSecretString: { passwordLength: 43, excludePunctuation: true },
      }),
      linkKey: new Secret(this, 'LinkKey', {
        description: 'Signs the links to documents that lists of a batch hold',
        generateSecretString: { passwordLength: 43, excludePunctuation: true },
      }),
      answerKey: new Secret(this, 'AnswerKey', {
        description: 'Seals the answers that are kept for an Idempotency-Key',
        generateSecretString: { passwordLength: 43, excludePunctuation: true },
      }),
      cardKey: new Secret(this, 'CardKey', {
        description: 'Seals what charges the cards of customers',
        generateSecretString: { passwordLength: 43, excludePunctuation: true },
      }),
      mail: new MailSender(this, 'MailSender', settings.mailFrom),
      freeDocuments: settings.freeDocuments,
      seller: settings.seller,
    };
  }

  private table(): Table {
    const text = (name: string) => ({ name, type: AttributeType.STRING });
    const table = new Table(this, 'Table', {
      partitionKey: text(tableShape.partitionKey),
      sortKey: text(tableShape.sortKey),
      timeToLiveAttribute: tableShape.timeToLive,
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      // It only says where something happened; what it was is read from the table.
      stream: StreamViewType.KEYS_ONLY,
    });
    const shown = { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...tableShape.projected] };
    const projections = {
      byAccount: shown,
      byParent: shown,
      byDue: { projectionType: ProjectionType.KEYS_ONLY },
    };
    for (const indexName of indexNames) {
      const { partitionKey, sortKey } = tableShape.indexes[indexName];
      table.addGlobalSecondaryIndex({
        indexName,
        partitionKey: text(partitionKey),
        sortKey: text(sortKey),
        ...projections[indexName],
      });
    }
    return table;
  }

  /** Where trails of all accounts stood, day by day. Whoever may write to the table cannot change anything here. */
  private anchors(encryptionKey: Key, { anchors: { lock, years } }: Settings): Bucket {
    const retention = Duration.days(365 * years);
    return new Bucket(this, 'Anchors', {
      encryption: BucketEncryption.KMS,
      encryptionKey,
      bucketKeyEnabled: true,
      enforceSSL: true,
      versioned: true,
      objectLockEnabled: true,
      objectLockDefaultRetention:
        lock === 'compliance'
          ? ObjectLockRetention.compliance(retention)
          : ObjectLockRetention.governance(retention),
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  private bucket(id: string, key: Key, settings: Settings, lifecycleRules: LifecycleRule[]): Bucket {
    return new Bucket(this, id, {
      encryption: BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: true,
      enforceSSL: true,
      versioned: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: lifecycleRules.map((rule) => ({
        ...rule,
        abortIncompleteMultipartUploadAfter: Duration.days(1),
      })),
      cors: [
        {
          allowedOrigins: settings.allowedOrigins,
          allowedMethods: [HttpMethods.GET, HttpMethods.POST],
          allowedHeaders: ['*'],
          maxAge: 3000,
        },
      ],
    });
  }

  /**
   * Arrivals go to the queue of the job that wants files with that ending. Written on the bucket itself: CDK's own way adds a custom resource with a function
   * and a role that may change every bucket's notifications.
   */
  private notify(bucket: Bucket, queues: Resources['queues']): void {
    const resource = bucket.node.defaultChild;
    if (!(resource instanceof CfnBucket)) throw new Error('a bucket without a CfnBucket');
    const listeners = allJobs.flatMap(({ job }) => {
      const queue = job.kind === 'queue' ? queues[job.queue]?.queue : undefined;
      return job.kind === 'queue' && job.uploads && queue ? [{ queue, ending: job.uploads }] : [];
    });
    resource.notificationConfiguration = {
      queueConfigurations: listeners.map(({ queue, ending }) => ({
        event: 's3:ObjectCreated:*',
        queue: queue.queueArn,
        filter: { s3Key: { rules: [{ name: 'suffix', value: ending }] } },
      })),
    };
    for (const { queue } of listeners) {
      this.letAnnounce(queue);
      resource.node.addDependency(queue);
    }
  }

  private letAnnounce(queue: Queue): void {
    queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
  }

  private queues(): Resources['queues'] {
    return Object.fromEntries(
      allJobs.flatMap(({ job }) =>
        job.kind === 'queue' ? [[job.queue, new QueueWithDeadLetters(this, pascal(job.queue), job)]] : [],
      ),
    );
  }

  /** Where it is said which records of the stream a job did not take. Nothing reads it but people: what was missed is found in the table. */
  private lostRecords(): Resources['lostRecords'] {
    const queueOf = (name: string): Queue =>
      new Queue(this, pascal(name), {
        encryption: QueueEncryption.SQS_MANAGED,
        enforceSSL: true,
        retentionPeriod: Duration.days(14),
        // For whoever looks at messages in the console.
        visibilityTimeout: Duration.seconds(180),
      });
    return Object.fromEntries(
      allJobs.flatMap(({ job }) => (job.kind === 'stream' ? [[job.lost, queueOf(job.lost)]] : [])),
    );
  }

  private userPool(): UserPool {
    const pool = new UserPool(this, 'Users', {
      selfSignUpEnabled: true,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      userVerification: {
        emailSubject: 'Your MyTypist code',
        emailBody:
          'Your MyTypist code is {####}. Use it within an hour, to confirm your address or to choose a new password. If you did not ask for it, ignore this mail.',
      },
      standardAttributes: {
        email: { required: true, mutable: true },
        fullname: { required: false, mutable: true },
      },
      passwordPolicy: {
        minLength: 10,
        // What is easily guessed is refused by our own list; kinds of characters are not asked for (ASVS 5.0, 6.2.5).
        requireLowercase: false,
        requireUppercase: false,
        requireDigits: false,
        requireSymbols: false,
        tempPasswordValidity: Duration.days(7),
      },
      // Codes of an app only: those sent by SMS or mail can be read by whoever has the number or the mailbox.
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { sms: false, otp: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    new CfnUserPoolGroup(this, 'Admins', { userPoolId: pool.userPoolId, groupName: 'admin' });
    return pool;
  }

  private userPoolClient(pool: UserPool, signIn: SignIn): UserPoolClient {
    const client = pool.addClient('Api', {
      authFlows: { userPassword: true },
      ...signIn.client,
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      // Short, because nothing but our own check can stop an access token before it expires (ASVS 7.4.1).
      accessTokenValidity: Duration.minutes(15),
      idTokenValidity: Duration.minutes(15),
      refreshTokenValidity: Duration.days(30),
      // From the password to the code of the app: long enough to look for the telephone.
      authSessionValidity: Duration.minutes(5),
      // Seconds in which a client that lost the answer may ask again with the same token.
      refreshTokenRotationGracePeriod: Duration.seconds(10),
    });
    client.node.addDependency(...signIn.before);
    return client;
  }
}
