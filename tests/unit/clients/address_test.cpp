#include "deliver/address.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>

using refusal::client::is_public;

BOOST_AUTO_TEST_SUITE(address)

// The last and the first beside each network, too: a prefix of the wrong length shows there.
constexpr const char *outside[] = {
    "1.1.1.1",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "169.253.255.255",
    "169.255.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.0",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2606:4700:4700::1111",
    "2a00:1450:4001:80e::200e",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
    "2003::1",
    "2001:200::1",
    "2001:db7:ffff::1",
    "2001:db9::1",
};
constexpr const char *inside[] = {
    "0.0.0.0",
    "0.255.255.255",
    "10.0.0.0",
    "10.255.255.255",
    "100.64.0.0",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.255",
    "169.254.0.0",
    "169.254.169.254",
    "172.16.0.0",
    "172.31.255.255",
    "192.0.0.1",
    "192.168.0.0",
    "192.168.255.255",
    "198.18.0.0",
    "198.19.255.255",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.0",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.1.2.3",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "fe80::1",
    "fec0::1",
    "fc00::1",
    "fdff::1",
    "ff02::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "4000::1",
    "100::1",
};

BOOST_DATA_TEST_CASE(an_address_of_the_internet_is_public, boost::unit_test::data::make(outside), text) {
    BOOST_TEST(is_public(std::string(text)));
}

BOOST_DATA_TEST_CASE(any_other_is_not, boost::unit_test::data::make(inside), text) {
    BOOST_TEST(!is_public(std::string(text)));
}

BOOST_AUTO_TEST_CASE(what_is_no_address_is_not) {
    for (const auto *text : {"", "localhost", "127.1", "0x7f.0.0.1", "2130706433", "1.1.1.1 "}) {
        BOOST_TEST(!is_public(std::string(text)), text);
    }
}

BOOST_AUTO_TEST_CASE(a_socket_address_is_judged_by_its_family) {
    sockaddr_in v4 = {};
    v4.sin_family = AF_INET;
    inet_pton(AF_INET, "1.1.1.1", &v4.sin_addr);
    BOOST_TEST(is_public(reinterpret_cast<const sockaddr &>(v4)));
    inet_pton(AF_INET, "127.0.0.1", &v4.sin_addr);
    BOOST_TEST(!is_public(reinterpret_cast<const sockaddr &>(v4)));
    sockaddr_in6 v6 = {};
    v6.sin6_family = AF_INET6;
    inet_pton(AF_INET6, "2606:4700:4700::1111", &v6.sin6_addr);
    BOOST_TEST(is_public(reinterpret_cast<const sockaddr &>(v6)));
    inet_pton(AF_INET6, "::ffff:127.0.0.1", &v6.sin6_addr);
    BOOST_TEST(!is_public(reinterpret_cast<const sockaddr &>(v6)));
    v6.sin6_family = AF_UNIX;
    BOOST_TEST(!is_public(reinterpret_cast<const sockaddr &>(v6)));
}

BOOST_AUTO_TEST_SUITE_END()
