package dev.hourkey.sandbox.directory;

/** Who changed a membership. */
public enum Writer {
  /** A call to Graph. */
  GRAPH,
  /** A call to the Identity Store. */
  STORE_API,
  /** Entra's provisioning job. */
  SCIM,
  /** An administrator, without an API of the stand-ins. */
  HAND
}
