#include "deliver/signature.hpp"

#include <boost/test/unit_test.hpp>

using refusal::client::signature_header;

BOOST_AUTO_TEST_SUITE(signature)

// What openssl dgst -sha256 -mac HMAC says of the same bytes.
BOOST_AUTO_TEST_CASE(it_is_the_hmac_of_id_timestamp_and_body) {
    const std::string key = "1\xf2\x90\xf6\xbf\x06)\x8a\xabO\x08\xd4<?\x08,\xf6H\xa3"
                            "b\xda-\xa4\xb0";
    BOOST_TEST(
        signature_header({key}, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", R"({"test": 2432232314})") ==
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

BOOST_AUTO_TEST_CASE(each_key_signs) {
    const auto both = signature_header({"one", "two"}, "id", "1", "body");
    BOOST_TEST(both == signature_header({"one"}, "id", "1", "body") + ' ' +
                           signature_header({"two"}, "id", "1", "body"));
    BOOST_TEST(signature_header({}, "id", "1", "body") == "");
}

BOOST_AUTO_TEST_CASE(a_zero_byte_ends_neither_key_nor_body) {
    const std::string zero(1, '\0');
    BOOST_TEST(signature_header({"k" + zero + "1"}, "id", "1", "body") !=
               signature_header({"k" + zero + "2"}, "id", "1", "body"));
    BOOST_TEST(signature_header({"k"}, "id", "1", "b" + zero + "1") !=
               signature_header({"k"}, "id", "1", "b" + zero + "2"));
}

BOOST_AUTO_TEST_SUITE_END()
