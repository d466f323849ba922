package dev.hourkey.grant;

/** What a look at a directory showed. One that is throttled or refuses has shown nothing. */
public enum Presence {
  YES,
  NO,
  UNKNOWN
}
