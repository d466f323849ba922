package dev.hourkey.oncall;

/** A tool that knows who is on call. */
interface OnCallTool {
  /**
   * Who is on call for a schedule now.
   *
   * @throws dev.hourkey.person.DirectoryFailure when that is not known: the tool does not answer or
   *     refuses, does not show the schedule, or does not show the address of somebody on call
   */
  Shift now(String schedule);
}
