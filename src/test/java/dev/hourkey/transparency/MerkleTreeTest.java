package dev.hourkey.transparency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tree and its proofs, by the vectors of Certificate Transparency and by their properties. */
class MerkleTreeTest {
  /** The entries of Certificate Transparency's reference tree. */
  private static final List<byte[]> REFERENCE =
      Stream.of(
              "",
              "00",
              "10",
              "2021",
              "3031",
              "40414243",
              "5051525354555657",
              "606162636465666768696a6b6c6d6e6f")
          .map(HexFormat.of()::parseHex)
          .toList();

  @ParameterizedTest
  @CsvSource({
    "0, e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "1, 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "2, fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "3, aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "4, d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "5, 4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "6, 76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "7, ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "8, 5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
  })
  void the_reference_tree_has_the_published_roots(int size, String root) {
    assertThat(hex(tree(REFERENCE.subList(0, size)).root())).isEqualTo(root);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 8, 96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
        + " 5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
        + " 6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    "5, 8, bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
        + " ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
        + " d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "2, 3, fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "1, 5, 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
        + " 5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
        + " bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
  })
  void inclusion_proofs_are_the_published_ones(int index, int size, String hashes) {
    InclusionProof proof = inclusion(REFERENCE.subList(0, size), index);
    assertThat(proof.hashes().stream().map(MerkleTreeTest::hex)).containsExactly(hashes.split(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 8, 96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
        + " 5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
        + " 6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    "6, 8, 0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
        + " ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
        + " d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "2, 5, 5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
        + " bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
  })
  void consistency_proofs_are_the_published_ones(int from, int to, String hashes) {
    ConsistencyProof proof = consistency(REFERENCE, from, to);
    assertThat(proof.hashes().stream().map(MerkleTreeTest::hex)).containsExactly(hashes.split(" "));
  }

  @Test
  void every_entry_of_every_small_tree_has_a_proof_that_shows_it_and_nothing_else() {
    List<byte[]> entries = random(33, new Random(1));
    for (int size = 1; size <= entries.size(); size++) {
      List<byte[]> some = entries.subList(0, size);
      Hash root = tree(some).root();
      for (int index = 0; index < size; index++) {
        InclusionProof proof = inclusion(some, index);
        assertThat(proof.shows(entries.get(index), root)).as("%d of %d", index, size).isTrue();
        assertThat(proof.shows(entries.get((index + 1) % 33), root)).isFalse();
        assertThat(proof.shows(entries.get(index), tree(random(size, new Random(2))).root()))
            .isFalse();
        assertThat(new InclusionProof(index + size, size, proof.hashes()))
            .matches(other -> !other.shows(entries.get((int) proof.index()), root));
      }
    }
  }

  @Test
  void every_small_tree_continues_every_smaller_one_and_no_other() {
    List<byte[]> entries = random(33, new Random(3));
    List<byte[]> others = random(33, new Random(4));
    for (int to = 0; to <= entries.size(); to++) {
      Hash after = tree(entries.subList(0, to)).root();
      for (int from = 0; from <= to; from++) {
        Hash before = tree(entries.subList(0, from)).root();
        ConsistencyProof proof = consistency(entries, from, to);
        assertThat(ConsistencyCheck.shows(proof, before, after)).as("%d to %d", from, to).isTrue();
        assertThat(proof.hashes()).hasSizeLessThanOrEqualTo(63);
        if (from > 0) {
          assertThat(ConsistencyCheck.shows(proof, tree(others.subList(0, from)).root(), after))
              .isFalse();
          assertThat(ConsistencyCheck.shows(proof, before, tree(others.subList(0, to)).root()))
              .isFalse();
        }
      }
    }
  }

  @Test
  void a_proof_with_one_hash_changed_missing_or_added_shows_nothing() {
    List<byte[]> entries = random(29, new Random(5));
    Hash root = tree(entries).root();
    Hash before = tree(entries.subList(0, 13)).root();
    InclusionProof inclusion = inclusion(entries, 17);
    ConsistencyProof consistency = consistency(entries, 13, 29);
    for (List<Hash> wrong : spoilt(inclusion.hashes())) {
      assertThat(new InclusionProof(17, 29, wrong).shows(entries.get(17), root)).isFalse();
    }
    for (List<Hash> wrong : spoilt(consistency.hashes())) {
      assertThat(ConsistencyCheck.shows(new ConsistencyProof(13, 29, wrong), before, root))
          .isFalse();
    }
    assertThat(new InclusionProof(29, 29, inclusion.hashes()).shows(entries.get(17), root))
        .isFalse();
    assertThat(
            ConsistencyCheck.shows(
                new ConsistencyProof(30, 29, consistency.hashes()), before, root))
        .isFalse();
  }

  private static List<List<Hash>> spoilt(List<Hash> hashes) {
    List<List<Hash>> all = new ArrayList<>();
    for (int i = 0; i < hashes.size(); i++) {
      List<Hash> changed = new ArrayList<>(hashes);
      byte[] bytes = hashes.get(i).bytes().clone();
      bytes[i % 32] ^= 1;
      changed.set(i, new Hash(bytes));
      all.add(changed);
      List<Hash> shorter = new ArrayList<>(hashes);
      shorter.remove(i);
      all.add(shorter);
      List<Hash> longer = new ArrayList<>(hashes);
      longer.add(i, hashes.get(i));
      all.add(longer);
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 7, 8, 100, 1023, 1024, 1025})
  void a_tree_goes_on_from_its_edge(int size) {
    List<byte[]> entries = random(size + 50, new Random(6));
    MerkleTree before = tree(entries.subList(0, size));
    MerkleTree resumed = new MerkleTree(size, before.edge());
    assertThat(resumed.root()).isEqualTo(before.root());
    entries.subList(size, size + 50).forEach(resumed::append);
    assertThat(resumed.root()).isEqualTo(tree(entries).root());
  }

  @Test
  void a_leaf_that_looks_like_a_node_is_another_tree() {
    byte[] left = new byte[32];
    byte[] right = new byte[32];
    byte[] both = new byte[64];
    assertThat(tree(List.of(left, right)).root()).isNotEqualTo(tree(List.of(both)).root());
  }

  private static MerkleTree tree(List<byte[]> entries) {
    MerkleTree tree = new MerkleTree();
    entries.forEach(tree::append);
    return tree;
  }

  private static InclusionProof inclusion(List<byte[]> entries, int index) {
    var builder = new InclusionProof.Builder(index, entries.size());
    entries.forEach(builder::append);
    return builder.build();
  }

  private static ConsistencyProof consistency(List<byte[]> entries, int from, int to) {
    var builder = new ConsistencyProof.Builder(tree(entries.subList(0, from)), to);
    entries.subList(from, to).forEach(builder::append);
    return builder.build();
  }

  private static List<byte[]> random(int many, Random random) {
    return IntStream.range(0, many)
        .mapToObj(
            _ -> {
              byte[] entry = new byte[random.nextInt(1, 80)];
              random.nextBytes(entry);
              return entry;
            })
        .toList();
  }

  private static String hex(Hash hash) {
    assertThat(Hash.parse(Base64.getEncoder().encodeToString(hash.bytes()))).hasValue(hash);
    return HexFormat.of().formatHex(hash.bytes());
  }
}
