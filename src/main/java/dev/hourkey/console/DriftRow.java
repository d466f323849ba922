package dev.hourkey.console;

import dev.hourkey.drift.DriftFinding;

/** A drift finding in a list. */
record DriftRow(DriftFinding finding, String words) {
  static DriftRow of(DriftFinding finding) {
    return new DriftRow(
        finding,
        switch (finding.kind()) {
          case UNAPPROVED_MEMBER -> "A member of the group without an approval";
          case MISSING_IN_AWS -> "Entra shows the member, AWS does not";
          case LEFT_IN_AWS -> "AWS shows the member, Entra does not";
          case LOST_ASSIGNMENT -> "AWS no longer assigns what active grants opened";
          case UNEXPLAINED -> "Not explained since a restore";
        });
  }
}
