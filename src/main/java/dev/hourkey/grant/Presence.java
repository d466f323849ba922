package dev.hourkey.grant;

/** What a look at a directory showed. A directory that throttles or refuses has shown nothing. */
public enum Presence {
  YES,
  NO,
  UNKNOWN
}
