package dev.hourkey.request;

import dev.hourkey.oncall.OnCallDirectory;
import dev.hourkey.person.ChatGroupMembers;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.policy.Principal;
import dev.hourkey.policy.ToolAnswers;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/** Asks on-call tools and the chat about a person. */
@ApplicationScoped
class ToolMembershipResolver {
  private final OnCallDirectory onCall;
  private final ChatGroupMembers chatGroups;

  ToolMembershipResolver(OnCallDirectory onCall, ChatGroupMembers chatGroups) {
    this.onCall = onCall;
    this.chatGroups = chatGroups;
  }

  /**
   * The tools' answers now. All tools are asked at the same time, because somebody is waiting; the
   * entries of a tool that does not answer are unknown.
   */
  ToolAnswers answers(EntraAccount account, Set<Principal.OfTool> entries) {
    Map<Principal.OfTool, CompletableFuture<Boolean>> asked =
        entries.stream()
            .collect(
                Collectors.toMap(
                    entry -> entry,
                    entry ->
                        CompletableFuture.supplyAsync(
                            () -> includes(entry, account), Thread::startVirtualThread)));
    Set<Principal.OfTool> matching = new HashSet<>();
    Map<Principal.OfTool, DirectoryFailure> unknown = new HashMap<>();
    asked.forEach(
        (entry, answer) -> {
          try {
            if (answer.join()) {
              matching.add(entry);
            }
          } catch (CompletionException e) {
            if (!(e.getCause() instanceof DirectoryFailure failure)) {
              throw e;
            }
            unknown.put(entry, failure);
          }
        });
    return new ToolAnswers(matching, unknown);
  }

  private boolean includes(Principal.OfTool entry, EntraAccount account) {
    return switch (entry) {
      case Principal.OnCall(_, var schedule) -> onCall.isOnCall(account, schedule);
      case Principal.ChatGroup(String name) -> chatGroups.includes(account, name);
    };
  }
}
