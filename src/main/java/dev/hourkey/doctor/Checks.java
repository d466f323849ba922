package dev.hourkey.doctor;

import dev.hourkey.person.DirectoryFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Runs the checks of one area one after the other, and collects the findings. */
final class Checks {
  private final Area area;
  private final List<Finding> findings = new ArrayList<>();

  Checks(Area area) {
    this.area = area;
  }

  List<Finding> findings() {
    return List.copyOf(findings);
  }

  void add(Finding finding) {
    findings.add(finding);
  }

  void addAll(List<Finding> more) {
    findings.addAll(more);
  }

  /** Asks a question and checks the answer. A missing answer is a finding too. */
  <T> Optional<T> ask(String tried, Supplier<T> question, Function<T, Finding> evaluate) {
    return askAll(tried, question, answer -> List.of(evaluate.apply(answer)));
  }

  /** Like {@link #ask}, with any number of findings. */
  <T> Optional<T> askAll(String tried, Supplier<T> question, Function<T, List<Finding>> evaluate) {
    return askAll(tried, question, evaluate, failure -> Finding.failed(area, tried, failure));
  }

  /** Like {@link #askAll}, with a different finding if there is no answer. */
  <T> Optional<T> askAll(
      String tried,
      Supplier<T> question,
      Function<T, List<Finding>> evaluate,
      Function<DirectoryFailure, Finding> onFailure) {
    T answer;
    try {
      answer = DirectoryFailure.retryOnce(question);
    } catch (DirectoryFailure failure) {
      add(onFailure.apply(failure));
      return Optional.empty();
    }
    addAll(evaluate.apply(answer));
    return Optional.of(answer);
  }
}
