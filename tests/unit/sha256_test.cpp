#include "core/sha256.hpp"
#include "core/sha256_block.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstdint>
#include <random>
#include <string>

using refusal::core::sha256;

namespace {

std::string hex(std::string_view bytes) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : sha256(bytes)) {
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
    return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(digest)

// The standard's own examples: one block, two, and a million letters.
BOOST_AUTO_TEST_CASE(it_is_the_standards_digest) {
    BOOST_TEST(hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    BOOST_TEST(hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    BOOST_TEST(hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
               "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    BOOST_TEST(hex(std::string(1'000'000, 'a')) ==
               "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

// Where the length still fits into the block of the last bytes, and where it needs one more; as sha256sum prints them.
BOOST_AUTO_TEST_CASE(the_length_takes_another_block_where_it_must) {
    BOOST_TEST(hex(std::string(55, 'x')) == "d5e285683cd4efc02d021a5c62014694958901005d6f71e89e0989fac77e4072");
    BOOST_TEST(hex(std::string(56, 'x')) == "04c26261370ee7541549d16dee320c723e3fd14671e66a099afe0a377c16888e");
    BOOST_TEST(hex(std::string(63, 'x')) == "75220b47218278e656f2013bb8f0c455a25eaf01e86c64924e9d48d89776d6f2");
    BOOST_TEST(hex(std::string(64, 'x')) == "7ce100971f64e7001e8fe5a51973ecdfe1ced42befe7ee8d5fd6219506b5393c");
    BOOST_TEST(hex(std::string(65, 'x')) == "9537c5fdf120482f7d58d25e9ed583f52c02b4e304ea814db1633ad565aed7e9");
    BOOST_TEST(hex(std::string(119, 'x')) == "000b48d4edf0fa7bee3c6236ecd2785baa5db4eeb8bb54341b029e0d9fa5fb0c");
    BOOST_TEST(hex(std::string(120, 'x')) == "13f05a0b594787f5ecd315edc96141bd3243203d1b7d4f0836f37308b276ba98");
}

// From the standard's example of one block: the digest of "abc" is the state after it.
BOOST_AUTO_TEST_CASE(each_way_of_this_processor_takes_the_standards_block) {
    std::array<std::uint8_t, refusal::core::sha256_block_size> block{'a', 'b', 'c', 0x80};
    block.back() = 24; // bits
    const refusal::core::Sha256State expected{0xba7816bf, 0x8f01cfea, 0x414140de, 0x5dae2223,
                                              0xb00361a3, 0x96177a9c, 0xb410ff61, 0xf20015ad};
    for (const refusal::core::Sha256Step step : refusal::core::sha256_steps()) {
        refusal::core::Sha256State state{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
        step(state, block.data());
        BOOST_TEST(state == expected, boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(the_ways_of_this_processor_agree_on_any_state_and_block) {
    std::mt19937 random(20260101);
    for (int trial = 0; trial < 1000; ++trial) {
        refusal::core::Sha256State before{};
        std::array<std::uint8_t, refusal::core::sha256_block_size> block{};
        for (std::uint32_t &word : before)
            word = static_cast<std::uint32_t>(random());
        for (std::uint8_t &byte : block)
            byte = static_cast<std::uint8_t>(random());
        refusal::core::Sha256State expected = before;
        refusal::core::sha256_steps().back()(expected, block.data());
        for (const refusal::core::Sha256Step step : refusal::core::sha256_steps()) {
            refusal::core::Sha256State state = before;
            step(state, block.data());
            BOOST_TEST(state == expected, boost::test_tools::per_element());
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
