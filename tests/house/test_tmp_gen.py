from tests.house.test_access import *
from tests.house.test_access import door
def test_gen(door):
    behind, browsers = door
    rows=[]
    for method, page in asked():
        address = address_of(page, behind)
        rows.append((method,page,*[outcome(browsers[who], method, address, page) for who in WHO]))
    open('/tmp/cov/access.txt','w').write('\n'.join(f"{r[0]:<5}{r[1]:<30}" + ' '.join(f'{x:<{max(len(w),7)}}' for x,w in zip(r[2:],WHO)).rstrip() for r in rows)+'\n')
