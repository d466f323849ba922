package dev.hourkey.slack;

import java.util.List;

/** What one person sees when they open the app in Slack. */
record HomeTab(List<Block> blocks) {
  HomeTab {
    blocks = List.copyOf(blocks);
  }

  String json() {
    return BlockJson.of(this);
  }
}
