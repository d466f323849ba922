package dev.hourkey.support;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What can be sent to processes that a test has started. */
public enum Signal {
  STOP,
  CONT,
  KILL;

  public void to(ProcessHandle... processes) throws IOException, InterruptedException {
    to(List.of(processes));
  }

  /** Sends it by process id; a process that is gone is skipped. */
  public void to(List<ProcessHandle> processes) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kill", "-" + name()));
    processes.stream()
        .filter(ProcessHandle::isAlive)
        .map(process -> Long.toString(process.pid()))
        .forEach(command::add);
    if (command.size() > 2) {
      new ProcessBuilder(command)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    }
  }
}
