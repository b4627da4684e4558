import { Stack } from 'aws-cdk-lib';
import { Architecture, Code, type CodeConfig, LayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { NativePackage } from '../../shared/contract/job.ts';
import { fingerprintOf, packagesForLambda, readLockfile } from '../locked-packages.ts';

/**
 * A zip that is packed when it is published and not when the templates are written: those need no network, and name
 * it by what the lockfile pins. The CDK publishes only what is not in the bucket yet.
 */
class PackedOnPublishing extends Code {
  readonly #name: NativePackage;

  constructor(name: NativePackage) {
    super();
    this.#name = name;
  }

  override bind(scope: Construct): CodeConfig {
    const { bucketName, objectKey } = Stack.of(scope).synthesizer.addFileAsset({
      sourceHash: fingerprintOf(packagesForLambda(readLockfile(), this.#name)),
      // From the project's root, where the CDK's commands run.
      executable: ['node_modules/.bin/node', 'lib/pack-layer.ts', this.#name],
      displayName: `Layer of ${this.#name}`,
    });
    return { s3Location: { bucketName, objectKey } };
  }
}

/** A package with native code, built for the processors that functions run on. */
export class PackageLayer extends LayerVersion {
  constructor(scope: Construct, id: string, name: NativePackage) {
    super(scope, id, {
      description: `${name} and what it needs, for arm64`,
      code: new PackedOnPublishing(name),
      compatibleArchitectures: [Architecture.ARM_64],
      compatibleRuntimes: [Runtime.NODEJS_24_X],
    });
  }
}
