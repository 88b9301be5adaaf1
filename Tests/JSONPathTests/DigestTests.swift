import Digest
import Testing

@Suite struct DigestTests {
  /// The values for "input data" are recorded answers of AWS.
  @Test(arguments: [
    (Digest.md5, "input data", "812f45842bc6d66ee14572ce20db8e86"),
    (.sha1, "input data", "aaff4a450a104cd177d28d18d74485e8cae074b7"),
    (.sha256, "input data", "b4a697a057313163aee33cd8d40c66e9f0f177e00cac2de32475ffff6169c3e3"),
    (
      .sha384, "input data",
      "d28a7d5cf25a74f11a50a18452b75e04bb3d70c9dd0510d6123aa008c756511b87525bdc835ebb27e1fb9e9374a15562"
    ),
    (
      .sha512, "input data",
      "6ce4adb348546d4f449c4d25aad9a7c9cb711d9e91982d3f0b29ca2f3f47d4ce"
        + "2deba23bf2954f0f1d593fc50283731a533d30d425402d4f91316d871303aac4"
    ),
    (.md5, "", "d41d8cd98f00b204e9800998ecf8427e"),
  ])
  func hashes(_ algorithm: Digest, _ text: String, to hex: String) {
    #expect(Digest.hex(algorithm: algorithm, of: Array(text.utf8)) == hex)
  }
}
