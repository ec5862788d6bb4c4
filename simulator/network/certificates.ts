import { X509Certificate, createPrivateKey } from "node:crypto";
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { generate } from "selfsigned";

/** The names that the simulator answers for over TLS. */
const NAMES = ["*.myshopify.com", "admin.shopify.com", "cdn.shopify.com"];

const DAY = 24 * 60 * 60 * 1000;
const LIFETIME_DAYS = 90;
/** A certificate with less than this left is made anew rather than reused. */
const LEAST_REMAINING_DAYS = 7;

export interface Certificates {
  /** File with the CA's certificate, for `NODE_EXTRA_CA_CERTS`. */
  caFile: string;
  /** The CA's certificate, PEM. */
  ca: string;
  /** Private key of the certificate for all names, PEM. */
  key: string;
  /** Certificate for all names, followed by the CA's, PEM. */
  cert: string;
}

/**
 * Gives a certificate for the names of Shopify's that the simulator stands in
 * for, signed by a CA of its own, and keeps both in a directory.
 *
 * The key of the CA is thrown away as soon as it has signed, so trusting
 * `ca.pem` never means trusting more than this one certificate.
 *
 * @param directory where `ca.pem`, `leaf.pem` and `leaf-key.pem` live; made if
 *   it is not there. Files that are still valid are reused.
 */
export async function ensureCertificates(directory: string): Promise<Certificates> {
  return (await readCertificates(directory)) ?? (await makeCertificates(directory));
}

async function readCertificates(directory: string): Promise<Certificates | undefined> {
  try {
    const [ca, leaf, key] = await Promise.all(
      ["ca.pem", "leaf.pem", "leaf-key.pem"].map((name) =>
        readFile(path.join(directory, name), "utf8"),
      ),
    );
    if (ca === undefined || leaf === undefined || key === undefined) return undefined;
    return isUsable(ca, leaf, key)
      ? { caFile: path.join(directory, "ca.pem"), ca, key, cert: leaf + ca }
      : undefined;
  } catch {
    // Missing or damaged files are no fault: they are made anew.
    return undefined;
  }
}

function isUsable(caPem: string, leafPem: string, keyPem: string): boolean {
  const ca = new X509Certificate(caPem);
  const leaf = new X509Certificate(leafPem);
  const horizon = Date.now() + LEAST_REMAINING_DAYS * DAY;
  return (
    [ca, leaf].every((certificate) => Date.parse(certificate.validTo) > horizon) &&
    leaf.verify(ca.publicKey) &&
    leaf.checkPrivateKey(createPrivateKey(keyPem)) &&
    NAMES.every((name) => leaf.subjectAltName?.split(", ").includes(`DNS:${name}`))
  );
}

async function makeCertificates(directory: string): Promise<Certificates> {
  // A day in the past, for machines whose clocks differ a little.
  const notBeforeDate = new Date(Date.now() - DAY);
  const notAfterDate = new Date(Date.now() + LIFETIME_DAYS * DAY);
  const common = {
    keyType: "ec",
    curve: "P-256",
    algorithm: "sha256",
    notBeforeDate,
    notAfterDate,
  } as const;

  const authority = await generate([{ name: "commonName", value: "Simulated Shopify CA" }], {
    ...common,
    extensions: [
      {
        name: "basicConstraints",
        cA: true,
        pathLenConstraint: 0,
        critical: true,
      },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const leaf = await generate([{ name: "commonName", value: "Simulated Shopify" }], {
    ...common,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: "basicConstraints", cA: false, critical: true },
      { name: "keyUsage", digitalSignature: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: NAMES.map((value) => ({ type: 2, value })),
      },
    ],
  });

  const ca = withNewline(authority.cert);
  const cert = withNewline(leaf.cert);
  await mkdir(directory, { recursive: true });
  await replaceFile(path.join(directory, "leaf-key.pem"), leaf.private, 0o600);
  await replaceFile(path.join(directory, "leaf.pem"), cert);
  // Last, so that a CA is never found beside a leaf it did not sign.
  const caFile = path.join(directory, "ca.pem");
  await replaceFile(caFile, ca);
  return { caFile, ca, key: leaf.private, cert: cert + ca };
}

function withNewline(pem: string): string {
  return pem.replaceAll("\r\n", "\n").trimEnd() + "\n";
}

async function replaceFile(file: string, content: string, mode = 0o644): Promise<void> {
  const staged = `${file}.${process.pid}`;
  await writeFile(staged, content, { mode });
  await chmod(staged, mode);
  await rename(staged, file);
}
