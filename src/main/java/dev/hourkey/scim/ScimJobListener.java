package dev.hourkey.scim;

/** Learns that the SCIM job has stopped or runs again, in the transaction that records it. */
public interface ScimJobListener {
  void jobStateChanged();
}
