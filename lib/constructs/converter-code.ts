import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { Architecture, DockerImageCode } from 'aws-cdk-lib/aws-lambda';

/** What `npm run drill -- image` proves is what is deployed; see docs/adr/0015-converter-image.md. */
export const converterArchitecture = Architecture.X86_64;

/** The image with LibreOffice, running one handler. Docker builds it when it is published, not when templates are written. */
export const converterCode = (imageFolder: string, handler: string): DockerImageCode =>
  DockerImageCode.fromImageAsset(imageFolder, {
    cmd: [handler],
    platform: Platform.LINUX_AMD64,
    displayName: 'Converter image',
  });
