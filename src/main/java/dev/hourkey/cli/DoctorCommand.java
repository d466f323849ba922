package dev.hourkey.cli;

import dev.hourkey.app.DoctorSetup;
import dev.hourkey.app.Settings;
import dev.hourkey.doctor.Area;
import dev.hourkey.doctor.Doctor;
import dev.hourkey.doctor.Report;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code hourkey doctor}: finds problems before people start to use Hourkey. It needs neither a
 * running service nor a working database, and changes nothing.
 */
@Command(
    name = "doctor",
    header = "Checks everything that the first request needs.",
    description = {
      "Checks everything that the first request needs: settings, database, Slack, Entra,",
      "provisioning, AWS, policy file, network and clocks. It only reads. Exits with 0 when all is"
          + " fine,",
      "1 when something is wrong or could not be found out, 2 when doctor itself could not run."
    })
final class DoctorCommand implements Callable<Integer> {
  private static final int FINE = 0;
  private static final int WRONG = 1;
  private static final int NOT_RUN = 2;

  @Option(names = "--json", description = "Prints JSON, for programs.")
  boolean json;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "AREA",
      description = {
        "Checks only these, separated by commas: settings, database, slack, entra, provisioning,"
            + " aws,",
        "policy, tools, network, console, audit."
      })
  List<String> only = List.of();

  @Override
  public Integer call() {
    Set<Area> areas = EnumSet.noneOf(Area.class);
    for (String word : only) {
      Optional<Area> named =
          Stream.of(Area.values()).filter(area -> area.word().equalsIgnoreCase(word)).findFirst();
      if (named.isEmpty()) {
        System.err.println("doctor knows no area '" + word + "'; see 'hourkey doctor --help'.");
        return NOT_RUN;
      }
      areas.add(named.get());
    }
    Report report;
    try {
      Doctor doctor = DoctorSetup.of(Settings.given());
      report = areas.isEmpty() ? doctor.examine() : doctor.examine(areas);
    } catch (RuntimeException e) {
      System.err.println("doctor could not run: " + e.getClass().getSimpleName());
      return NOT_RUN;
    }
    System.out.print(json ? DoctorReportWriter.json(report) : DoctorReportWriter.table(report));
    return report.fine() ? FINE : WRONG;
  }
}
