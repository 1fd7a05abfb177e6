// cabinet PORT TOKENS-FILE PAGES-PER-TOKEN SECONDS REFUSALS: how long after a writer's COMMIT a cabinet's
// live pages have the event. Opens the pages, fires 200 events a second, and prints: how many deliveries
// there were, how many there had to be (each event to every page of its shop), how many came twice; and of
// COMMIT returning to page having it the median, the 99th of a hundred and the greatest, in milliseconds. The
// file has a line for each session: shop_id and token.

#include <pqxx/pqxx>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;

constexpr int events_a_second = 200;
constexpr int writers = 4;

struct Page {
    int socket;
    long shop;
    bool open = false;
    std::string rest; // a line that is not whole yet
    std::vector<std::pair<long, Time>> heard;
};

// All pages in one thread.
class Pages {
public:
    Pages(int port, const std::string &tokens, int pages_per_token) : epoll_(epoll_create1(0)) {
        std::ifstream file(tokens);
        for (std::string token, shop; file >> shop >> token;) {
            for (int count = 0; count < pages_per_token; ++count)
                open(port, std::stol(shop), token);
        }
        for (std::size_t index = 0; index < pages_.size(); ++index) {
            epoll_event interest = {EPOLLIN, {}};
            interest.data.u64 = index;
            epoll_ctl(epoll_, EPOLL_CTL_ADD, pages_[index].socket, &interest);
        }
    }
    const std::vector<Page> &all() const { return pages_; }

    void read(const std::atomic<bool> &more) {
        std::array<epoll_event, 256> ready = {};
        while (more) {
            const int count = epoll_wait(epoll_, ready.data(), ready.size(), 50);
            for (int at = 0; at < count; ++at)
                take(pages_[ready[static_cast<std::size_t>(at)].data.u64]);
        }
    }
    bool all_open() const {
        return std::all_of(pages_.begin(), pages_.end(), [](const Page &page) { return page.open; });
    }

private:
    int epoll_;
    std::vector<Page> pages_;
    std::array<char, 65536> buffer_ = {};

    void open(int port, long shop, const std::string &token) {
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
        const std::string request =
            "GET /api/live HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
            "Cookie: __Host-session=" +
            token + "\r\n\r\n";
        if (connect(socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0 ||
            write(socket, request.data(), request.size()) != static_cast<ssize_t>(request.size()))
            throw std::runtime_error("cannot open a page");
        pages_.push_back({socket, shop, false, {}, {}});
    }
    void take(Page &page) {
        const auto size = ::read(page.socket, buffer_.data(), buffer_.size());
        if (size <= 0)
            throw std::runtime_error("a page was closed");
        const auto now = Clock::now();
        page.rest.append(buffer_.data(), static_cast<std::size_t>(size));
        for (auto end = page.rest.find('\n'); end != std::string::npos; end = page.rest.find('\n')) {
            hear(page, page.rest.substr(0, end), now);
            page.rest.erase(0, end + 1);
        }
    }
    static void hear(Page &page, const std::string &line, Time now) {
        static const std::string key = "\"event_id\": ";
        if (line.compare(0, 9, "HTTP/1.1 ") == 0 && line.compare(9, 3, "200") != 0)
            throw std::runtime_error("a page was refused: " + line);
        page.open = page.open || line.compare(0, 4, "id: ") == 0;
        if (line.compare(0, 7, "data: [") == 0)
            for (auto at = line.find(key); at != std::string::npos; at = line.find(key, at + 1))
                page.heard.emplace_back(std::strtol(line.c_str() + at + key.size(), nullptr, 10), now);
    }
};

struct Written {
    long refusal, version;
    Time committed;
};

class Load {
public:
    Load(int seconds, long refusals) : count_(seconds * events_a_second), refusals_(refusals) {}
    std::vector<Written> offer() {
        begin_ = Clock::now() + std::chrono::seconds(1);
        std::vector<std::thread> threads;
        for (int writer = 0; writer < writers; ++writer)
            threads.emplace_back([this] { write(); });
        for (std::thread &thread : threads)
            thread.join();
        return written_;
    }

private:
    const long count_, refusals_;
    std::atomic<long> next_{0};
    Time begin_;
    std::mutex mutex_;
    std::vector<Written> written_;

    void write() {
        pqxx::connection connection("user=bench_client");
        connection.prepare("fire", "SELECT (refusal.fire($1, 'extend_hold')).version");
        std::vector<Written> mine;
        for (long number = next_++; number < count_; number = next_++) {
            // The same refusal again only when all the others have had their turn.
            const long refusal = 1 + number % refusals_;
            std::this_thread::sleep_until(begin_ +
                                          number * std::chrono::microseconds(1'000'000 / events_a_second));
            pqxx::work transaction(connection);
            const auto version = transaction.exec_prepared1("fire", refusal)[0].as<long>();
            transaction.commit();
            mine.push_back({refusal, version, Clock::now()});
        }
        const std::lock_guard<std::mutex> lock(mutex_);
        written_.insert(written_.end(), mine.begin(), mine.end());
    }
};

struct Event {
    long shop;
    Time committed;
};

std::unordered_map<long, Event> events_of(const std::vector<Written> &written) {
    std::map<std::pair<long, long>, Time> committed;
    for (const Written &one : written)
        committed[{one.refusal, one.version}] = one.committed;
    pqxx::connection connection("user=postgres");
    pqxx::nontransaction statement(connection);
    std::unordered_map<long, Event> events;
    for (const auto &row :
         statement.exec("SELECT event_id, refusal_id, version, shop_id FROM refusal.event")) {
        const auto found = committed.find({row[1].as<long>(), row[2].as<long>()});
        if (found != committed.end())
            events[row[0].as<long>()] = {row[3].as<long>(), found->second};
    }
    return events;
}

void report(const std::vector<Page> &pages, const std::unordered_map<long, Event> &events) {
    std::unordered_map<long, long> of_shop;
    for (const auto &[id, event] : events)
        ++of_shop[event.shop];
    long due = 0, twice = 0;
    std::vector<double> took;
    for (const Page &page : pages) {
        due += of_shop[page.shop];
        std::map<long, Time> first;
        for (const auto &[id, time] : page.heard) {
            const auto event = events.find(id);
            if (event == events.end() || event->second.shop != page.shop)
                throw std::runtime_error("a page has an event that is not its own");
            if (!first.emplace(id, time).second)
                ++twice;
        }
        for (const auto &[id, time] : first)
            took.push_back(std::chrono::duration<double, std::milli>(time - events.at(id).committed).count());
    }
    std::sort(took.begin(), took.end());
    const auto nth = [&took](std::size_t hundredth) { return took.at((took.size() - 1) * hundredth / 100); };
    std::printf("%zu %ld %ld %.2f %.2f %.2f\n", took.size(), due, twice, nth(50), nth(99), nth(100));
}

void measure(int port, const std::string &tokens, int pages_per_token, int seconds, long refusals) {
    Pages pages(port, tokens, pages_per_token);
    std::atomic<bool> more{true};
    std::thread reader([&pages, &more] {
        try {
            pages.read(more);
        } catch (const std::exception &error) {
            std::fprintf(stderr, "cabinet: %s\n", error.what());
            std::_Exit(1);
        }
    });
    while (!pages.all_open())
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    const auto written = Load(seconds, refusals).offer();
    std::this_thread::sleep_for(std::chrono::seconds(2));
    more = false;
    reader.join();
    report(pages.all(), events_of(written));
}

} // namespace

int main(int argc, char **argv) {
    if (argc != 6) {
        std::fputs("usage: cabinet PORT TOKENS-FILE PAGES-PER-TOKEN SECONDS REFUSALS\n", stderr);
        return 2;
    }
    try {
        measure(std::atoi(argv[1]), argv[2], std::atoi(argv[3]), std::atoi(argv[4]), std::atol(argv[5]));
    } catch (const std::exception &error) {
        std::fprintf(stderr, "cabinet: %s\n", error.what());
        return 1;
    }
}
